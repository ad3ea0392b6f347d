import { expect, test } from "vitest";
import { epochOrder } from "./epoch-order.ts";
import { shuffleDataset } from "./shuffle.ts";

const rows = Array.from({ length: 50 }, (_, index) => index);

test("every row comes once, in an order of its own for each seed, unlike that of an epoch", () => {
  const shuffled = shuffleDataset(rows, { seed: 1 });
  expect(shuffled.toSorted((a, b) => a - b)).toEqual(rows);
  expect(shuffleDataset(rows, { seed: 1 })).toEqual(shuffled);
  expect(shuffleDataset(rows, { seed: 2 })).not.toEqual(shuffled);
  expect([...epochOrder(50, { strategy: "random", seed: 1, epoch: 0 })]).not.toEqual(shuffled);
  expect(() => shuffleDataset(rows, { seed: -1 })).toThrow("seed is -1");
});
