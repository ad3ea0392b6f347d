import { expect, test } from "vitest";
import { randomStream, uniformInteger } from "../random/xoshiro128.ts";
import { epochOrder } from "./epoch-order.ts";
import { groupByLength } from "./group-by-length.ts";

const random = randomStream(5);
const lengths = Array.from({ length: 1000 }, () => 1 + uniformInteger(random, 500));
const order = (options: { seed?: number; epoch?: number } = {}) =>
  epochOrder(1000, { strategy: "group_by_length", seed: 0, epoch: 0, lengths, batchSize: 8, ...options });
const padding = (indices: Int32Array) => {
  let pads = 0;
  for (let start = 0; start < indices.length; start += 8) {
    const batch = [...indices.subarray(start, start + 8)].map((index) => lengths[index]!);
    for (const length of batch) pads += Math.max(...batch) - length;
  }
  return pads;
};

test("every example comes once, in an order of its own for each seed and epoch, and the same again", () => {
  expect([...order()].sort((a, b) => a - b)).toEqual([...lengths.keys()]);
  expect(order()).toEqual(order());
  expect(order({ epoch: 1 })).not.toEqual(order());
  expect(order({ seed: 1 })).not.toEqual(order());
});

test("batches need a tenth of the padding of shuffled ones", () => {
  const shuffled = epochOrder(1000, { strategy: "random", seed: 0, epoch: 0 });
  expect(padding(order())).toBeLessThan(0.1 * padding(shuffled));
});

test("the longest example is first", () => {
  for (let epoch = 0; epoch < 20; epoch++) expect(lengths[order({ epoch })[0]!]).toBe(Math.max(...lengths));
});

test("mega-batches are sorted, and the longest example changes places with the first", () => {
  // Given the shuffled order 0, 1, 2 …, batches of 1 and 8 examples: mega-batches of 2, as transformers 5.23 makes them.
  const small = [3, 1, 4, 1, 5, 9, 2, 6];
  const grouped = groupByLength(Int32Array.from(small.keys()), { lengths: small, batchSize: 1 });
  expect([...grouped].map((index) => small[index])).toEqual([9, 1, 4, 1, 3, 5, 6, 2]);
  const equal = groupByLength(Int32Array.of(2, 0, 1), { lengths: [7, 7, 7], batchSize: 3 });
  expect([...equal]).toEqual([2, 0, 1]);
  expect([...groupByLength(new Int32Array(0), { lengths: [], batchSize: 1 })]).toEqual([]);
});

test("lengths and a batch size have to be there", () => {
  expect(() => epochOrder(3, { strategy: "group_by_length", seed: 0, epoch: 0, batchSize: 2 })).toThrow(
    "group_by_length needs 3 lengths, and there are none",
  );
  expect(() => groupByLength(Int32Array.of(0, 1), { lengths: [1, 2], batchSize: 0 })).toThrow("batchSize is 0");
});
