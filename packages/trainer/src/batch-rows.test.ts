import type { Example } from "@neftune/datasets";
import { expect, test } from "vitest";
import { batchRows, packingCuts } from "./batch-rows.ts";

const example = (row: number, length: number, prompt = 0): Example => {
  const inputIds = Int32Array.from({ length }, (_, position) => 100 * row + position);
  return { row, inputIds, labels: inputIds.map((id, position) => (position < prompt ? -100 : id)) };
};
const config = {
  packing: true,
  packingStrategy: "bfd",
  evalPacking: null,
  maxLength: 8,
  shuffleDataset: false,
  seed: 1,
} as const;
const train = [5, 2, 8, 3, 6].map((length, row) => example(row, length));
const data = { train, test: [example(0, 3), example(1, 4)], trainSample: [train[2]!, train[3]!], warnings: [] };
const numbers = (rows: readonly (readonly Example[])[]) => rows.map((row) => row.map(({ row: number }) => number));

test("without packing each row is one sequence", () => {
  const rows = batchRows(data, { ...config, packing: false, maxLength: null });
  expect(numbers(rows.train)).toEqual([[0], [1], [2], [3], [4]]);
  expect(numbers(rows.test)).toEqual([[0], [1]]);
  expect(numbers(rows.trainSample)).toEqual([[2], [3]]);
  expect(rows.packing).toBeNull();
});

test("with packing training rows and, unless eval_packing is false, test rows are packed; the sample is not", () => {
  const rows = batchRows(data, config);
  expect(numbers(rows.train)).toEqual([[2], [4, 1], [0, 3]]);
  expect(numbers(rows.test)).toEqual([[1, 0]]);
  expect(numbers(rows.trainSample)).toEqual([[2], [3]]);
  expect(rows.packing).toEqual({ strategy: "bfd", rows: 3, efficiency: 1 });
  expect(rows.warnings).toEqual([]);
  expect(numbers(batchRows(data, { ...config, evalPacking: false }).test)).toEqual([[0], [1]]);
  const onlyTest = batchRows(data, { ...config, packing: false, evalPacking: true });
  expect([onlyTest.train.length, onlyTest.test.length]).toEqual([5, 1]);
});

test("shuffle_dataset shuffles training rows before they are packed and packed rows after it, and no test rows", () => {
  const shuffled = batchRows(data, { ...config, packing: false, shuffleDataset: true });
  expect(numbers(shuffled.train)).not.toEqual([[0], [1], [2], [3], [4]]);
  expect(numbers(shuffled.train).flat().sort()).toEqual([0, 1, 2, 3, 4]);
  expect(numbers(shuffled.test)).toEqual([[0], [1]]);
  const seeds = Array.from({ length: 9 }, (_, seed) => batchRows(data, { ...config, shuffleDataset: true, seed }));
  expect(new Set(seeds.map((rows) => String(numbers(rows.train)))).size).toBeGreaterThan(1);
});

test("what packing cuts is told where nothing of a piece is trained, and what it does not cut is truncated", () => {
  const long = { ...data, train: [example(0, 20, 17)], test: [example(0, 12, 2), example(1, 9, 8)], trainSample: [] };
  const split = { ...config, packingStrategy: "bfd_split", evalPacking: false } as const;
  expect(packingCuts(split)).toBe(true);
  expect(packingCuts(config)).toBe(false);
  const rows = batchRows(long, split);
  expect(rows.train.map((row) => row.map(({ inputIds }) => inputIds.length))).toEqual([[4]]);
  expect(rows.test.map((row) => row.map(({ inputIds }) => inputIds.length))).toEqual([[8]]);
  expect(rows.warnings).toEqual([
    "2 pieces of cut training rows are left out: nothing in them is trained",
    "2 test rows were cut to max_length, and 1 of them dropped without a label",
  ]);
});

test("the sample of training rows is cut where they are, so that no evaluation has longer rows than the training", () => {
  const long = { ...data, trainSample: [example(0, 20)] };
  for (const packingStrategy of ["bfd_split", "wrapped"] as const) {
    const { trainSample } = batchRows(long, { ...config, packingStrategy });
    expect(trainSample.map((row) => row.map(({ inputIds }) => inputIds.length))).toEqual([[8], [8], [4]]);
  }
});

test("no row with a label is a mistake", () => {
  const none = { ...data, train: [example(0, 20, 20)] };
  expect(() => batchRows(none, { ...config, packingStrategy: "wrapped" })).toThrow(
    "packing leaves no training row with a label",
  );
});
