import { expect, test } from "vitest";
import { randomStream, uniformInteger, xoshiro128 } from "./xoshiro128.ts";

test("the first outputs from the state 1, 2, 3, 4 as the authors' C code gives them (recorded in Rust's rand_xoshiro)", () => {
  const random = xoshiro128([1, 2, 3, 4]);
  expect(Array.from({ length: 10 }, random)).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ]);
});

test("seeds, uses and epochs give streams of their own, zero and 2^32 included", () => {
  const streams = [[0], [1], [2 ** 32], [0, 0], [0, 1], [1, 0], [0, 0, 0]].map(([seed, ...parts]) =>
    randomStream(seed!, ...parts)(),
  );
  expect(new Set(streams).size).toBe(streams.length);
});

test("integers below a bound are uniform: chi-square over 10 values within 4 standard deviations", () => {
  const random = randomStream(7);
  const counts = new Array<number>(10).fill(0);
  for (let draw = 0; draw < 100_000; draw++) counts[uniformInteger(random, 10)]!++;
  const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  expect(chiSquare).toBeLessThan(9 + 4 * Math.sqrt(18));
});
