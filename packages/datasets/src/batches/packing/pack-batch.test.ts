import { expect, test } from "vitest";
import { packBatch } from "./pack-batch.ts";

const examples = [
  { inputIds: Int32Array.of(1, 2, 3), labels: Int32Array.of(1, -100, 3) },
  { inputIds: Int32Array.of(4, 5), labels: Int32Array.of(4, 5) },
];

test("sequences stand one after the other, each with its own positions", () => {
  const batch = packBatch(examples, { padTokenId: 0 });
  expect([...batch.inputIds]).toEqual([1, 2, 3, 4, 5]);
  expect([...batch.labels]).toEqual([-100, -100, 3, -100, 5]);
  expect([...batch.positionIds]).toEqual([0, 1, 2, 0, 1]);
  expect([...batch.segmentIds]).toEqual([0, 0, 0, 1, 1]);
  expect([...batch.cuSeqlens]).toEqual([0, 3, 5]);
  expect(batch).toMatchObject({ maxSeqlen: 3, length: 5 });
});

test("padded to a multiple of 4 it is what TRL 1.16's collator gives with padding_free", () => {
  const batch = packBatch(examples, { padTokenId: 9, padToMultipleOf: 4 });
  expect([...batch.inputIds]).toEqual([1, 2, 3, 4, 5, 9, 9, 9]);
  expect([...batch.labels]).toEqual([-100, -100, 3, -100, 5, -100, -100, -100]);
  expect([...batch.positionIds]).toEqual([0, 1, 2, 0, 1, 0, 0, 0]);
  expect([...batch.segmentIds]).toEqual([0, 0, 0, 1, 1, 2, 3, 4]);
  expect([...batch.cuSeqlens]).toEqual([0, 3, 5, 6, 7, 8]);
});

test("no batch without a token", () => {
  expect(() => packBatch([], { padTokenId: 0 })).toThrow("at least one token");
  expect(() => packBatch(examples, { padTokenId: 0, padToMultipleOf: 1.5 })).toThrow("padToMultipleOf is 1.5");
});
