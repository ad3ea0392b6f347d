import { expect, test } from "vitest";
import { batchShape, countLabels, raggedBatch } from "./ragged-batch.ts";

const rows = [
  { inputIds: [5, 6, 7, 8], labels: [5, -100, 7, 8] },
  { inputIds: [9, 10], labels: [-100, 10] },
];

test("the first label of a row is not predicted, and −100 is none", () => {
  expect(rows.map(countLabels)).toEqual([2, 1]);
  expect(countLabels({ inputIds: [1], labels: [1] })).toBe(0);
});

test("each label is the target of the row before it", () => {
  const batch = raggedBatch(rows);
  expect(batch).toMatchObject({ ...batchShape(rows), lengths: [4, 2], labelCount: 3, labelCounts: [2, 1] });
  expect([...batch.inputIds]).toEqual([5, 6, 7, 8, 9, 10, ...new Array(2).fill(0)]);
  expect([...batch.targets.subarray(0, 3)]).toEqual([7, 8, 10]);
  expect([...batch.select.subarray(0, 3)]).toEqual([1, 2, 4]);
  expect(batch.starts).toEqual([0, 4]);
});

test("a larger shape holds the same", () => {
  const shape = { tokens: 64, groups: [{ batch: 2, length: 32 }], labelled: 32 };
  const batch = raggedBatch(rows, shape);
  expect(batch).toMatchObject(shape);
  expect([...batch.unpad.subarray(0, 6)]).toEqual([0, 1, 2, 3, 32, 33]);
});
