import { expect, test } from "vitest";
import { epochOrder } from "./epoch-order.ts";

test("sequential is file order in every epoch", () => {
  expect([...epochOrder(4, { strategy: "sequential", seed: 1, epoch: 3 })]).toEqual([0, 1, 2, 3]);
});

test("random visits every example once, differently by seed and by epoch, and the same again", () => {
  const order = (seed: number, epoch: number) => [...epochOrder(1000, { strategy: "random", seed, epoch })];
  expect(order(0, 0).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, index) => index));
  expect(order(0, 0)).toEqual(order(0, 0));
  expect(order(0, 0)).not.toEqual(order(0, 1));
  expect(order(0, 0)).not.toEqual(order(1, 0));
  expect(order(1, 0)).not.toEqual(order(0, 1));
});

test("each of the six orders of three examples comes equally often", () => {
  const counts = new Map<string, number>();
  for (let epoch = 0; epoch < 6000; epoch++) {
    const order = epochOrder(3, { strategy: "random", seed: 0, epoch }).join();
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeLessThan(5 + 4 * Math.sqrt(10));
});

test("what cannot be an order is refused", () => {
  expect(() => epochOrder(3, { strategy: "random", seed: -1, epoch: 0 })).toThrow(
    "seed is -1, wanted an integer from 0",
  );
  expect(() => epochOrder(3, { strategy: "random", seed: 0, epoch: 0.5 })).toThrow("epoch is 0.5");
  expect(() => epochOrder(3, { strategy: "shuffled" as "random", seed: 0, epoch: 0 })).toThrow(
    "known: random, sequential, group_by_length",
  );
});
