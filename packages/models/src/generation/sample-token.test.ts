import { expect, test } from "vitest";
import { argmax } from "./argmax.ts";
import { sampleToken, uniformAt } from "./sample-token.ts";

test("tokens come as often as the softmax says", () => {
  const logits = Float32Array.of(Math.log(1), Math.log(2), Number.NEGATIVE_INFINITY, Math.log(5));
  const counts = [0, 0, 0, 0];
  for (let step = 0; step < 8000; step++) counts[sampleToken(logits, uniformAt(7, 0, step))]!++;
  expect(counts[2]).toBe(0);
  // Four standard deviations of a binomial count.
  for (const [token, share] of [1 / 8, 2 / 8, 0, 5 / 8].entries())
    expect(Math.abs(counts[token]! - 8000 * share)).toBeLessThanOrEqual(4 * Math.sqrt(8000 * share * (1 - share)));
});

test("the place in the cumulative distribution decides", () => {
  const logits = Float32Array.of(0, 0, 0, 0);
  expect([0, 0.2499, 0.25, 0.7499, 0.9999].map((uniform) => sampleToken(logits, uniform))).toEqual([0, 0, 1, 2, 3]);
});

test("seed, sequence and step each give another number, always the same", () => {
  const numbers = [
    uniformAt(0, 0, 0),
    uniformAt(1, 0, 0),
    uniformAt(2 ** 32, 0, 0),
    uniformAt(0, 1, 0),
    uniformAt(0, 0, 1),
  ];
  expect(new Set(numbers).size).toBe(5);
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  expect(uniformAt(1, 2, 3)).toBe(uniformAt(1, 2, 3));
  // Random123's first known answer, threefry2x32 of zeros: 6b200159 99ba4efe.
  expect(uniformAt(0, 0, 0)).toBe(((0x6b200159 >>> 5) * 2 ** 26 + (0x99ba4efe >>> 6)) / 2 ** 53);
});

test("of equal logits the first is taken, and NaN never", () => {
  expect(argmax(Float32Array.of(1, 3, 3, 2))).toBe(1);
  expect(argmax(Float32Array.of(Number.NaN, -5, Number.NaN))).toBe(1);
});
