import { expect, test } from "vitest";
import { padBatch } from "./pad-batch.ts";

const examples = [
  { inputIds: Int32Array.of(5, 6, 7), labels: Int32Array.of(-100, 6, 7) },
  { inputIds: Int32Array.of(8), labels: Int32Array.of(8) },
];

test("the shorter rows are filled up on the right: pad tokens, ignored labels, a mask that says so", () => {
  const padded = padBatch(examples, { padTokenId: 0 });
  expect([padded.batch, padded.length]).toEqual([2, 3]);
  expect([...padded.inputIds]).toEqual([5, 6, 7, 8, 0, 0]);
  expect([...padded.attentionMask]).toEqual([1, 1, 1, 1, 0, 0]);
  expect([...padded.labels]).toEqual([-100, 6, 7, 8, -100, -100]);
});

test("on the left, and to a multiple", () => {
  const padded = padBatch(examples, { padTokenId: 9, paddingSide: "left", padToMultipleOf: 4 });
  expect(padded.length).toBe(4);
  expect([...padded.inputIds]).toEqual([9, 5, 6, 7, 9, 9, 9, 8]);
  expect([...padded.attentionMask]).toEqual([0, 1, 1, 1, 0, 0, 0, 1]);
  expect([...padded.labels]).toEqual([-100, -100, 6, 7, -100, -100, -100, 8]);
});

test("no batch without examples, no multiple of nothing", () => {
  expect(() => padBatch([], { padTokenId: 0 })).toThrow("at least one example");
  expect(() => padBatch(examples, { padTokenId: 0, padToMultipleOf: 0 })).toThrow("padToMultipleOf is 0");
});
