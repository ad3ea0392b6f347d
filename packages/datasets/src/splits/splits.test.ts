import { expect, test } from "vitest";
import { sampleRows } from "./sample-rows.ts";
import { splitDataset } from "./split-dataset.ts";

const rows = Array.from({ length: 100 }, (_, index) => index);

test("a split takes every row once, keeps file order on both sides, and repeats with its seed", () => {
  const { train, test } = splitDataset(rows, { testSize: 0.25, seed: 3 });
  expect([train.length, test.length]).toEqual([75, 25]);
  expect([...train, ...test].toSorted((a, b) => a - b)).toEqual(rows);
  expect(train).toEqual(train.toSorted((a, b) => a - b));
  expect(test).toEqual(test.toSorted((a, b) => a - b));
  expect(splitDataset(rows, { testSize: 0.25, seed: 3 }).test).toEqual(test);
  expect(splitDataset(rows, { testSize: 0.25, seed: 4 }).test).not.toEqual(test);
});

test.each([
  [0.07, 7],
  [0.051, 6],
  [0.001, 1],
  [1, 1],
  [99, 99],
])("testSize %d of 100 rows is %d", (testSize, expected) => {
  expect(splitDataset(rows, { testSize, seed: 0 }).test).toHaveLength(expected);
});

test("sizes that leave a side empty or mean nothing are refused", () => {
  expect(() => splitDataset(rows, { testSize: 100, seed: 0 })).toThrow("leaves no rows to train on; there are 100");
  expect(() => splitDataset([1], { testSize: 0.5, seed: 0 })).toThrow("leaves no rows to train on");
  for (const testSize of [0, -1, 1.5, Number.NaN]) {
    expect(() => splitDataset(rows, { testSize, seed: 0 })).toThrow(`testSize is ${testSize}, wanted a fraction`);
  }
});

test("rows of a group stay on one side, as many as asked for go to the test side, and each seed takes others", () => {
  const groups = rows.map((row) => (row < 60 ? Math.floor(row / 4) : row));
  for (let seed = 0; seed < 20; seed++) {
    const { train, test } = splitDataset(rows, { testSize: 0.3, seed, groups });
    expect(test).toHaveLength(30);
    expect(test).toEqual(test.toSorted((a, b) => a - b));
    expect(test.filter((row) => train.some((other) => groups[row] === groups[other]))).toEqual([]);
  }
  const tests = [1, 2].map((seed) => splitDataset(rows, { testSize: 0.3, seed, groups }).test);
  expect(tests[0]).not.toEqual(tests[1]);
});

test("where each row is a group of its own the split is the one without groups", () => {
  const options = { testSize: 0.25, seed: 3 };
  expect(splitDataset(rows, { ...options, groups: rows })).toEqual(splitDataset(rows, options));
});

test("groups that do not fit in make the test side smaller, and none is refused", () => {
  const pairs = rows.map((row) => row >> 1);
  expect(splitDataset(rows, { testSize: 5, seed: 0, groups: pairs }).test).toHaveLength(4);
  expect(() => splitDataset(rows, { testSize: 1, seed: 0, groups: pairs })).toThrow(
    "no group of duplicates fits in a test set of 1; the smallest has 2 rows",
  );
  expect(() => splitDataset(rows, { testSize: 1, seed: 0, groups: [1] })).toThrow("there are 1 groups for 100 rows");
});

test("a sample is sorted, without repeats, the same for its seed, and all rows where they are few", () => {
  const sample = [...sampleRows(100, { size: 20, seed: 0 })];
  expect(sample).toEqual([...new Set(sample)].toSorted((a, b) => a - b));
  expect(sample).toHaveLength(20);
  expect([...sampleRows(100, { size: 20, seed: 0 })]).toEqual(sample);
  expect([...sampleRows(100, { size: 20, seed: 1 })]).not.toEqual(sample);
  expect([...sampleRows(3, { size: 20, seed: 0 })]).toEqual([0, 1, 2]);
});

test("every row is sampled about as often as any other", () => {
  const counts = new Array<number>(10).fill(0);
  for (let seed = 0; seed < 5000; seed++) for (const row of sampleRows(10, { size: 4, seed })) counts[row]!++;
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(4 * Math.sqrt(5000 * 0.4 * 0.6));
});
