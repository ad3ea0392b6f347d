import { expect, test } from "vitest";
import { median, quantile, sum } from "./statistics.ts";

test("the median is the middle, or half way between the two in the middle, whatever the order", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([10, 1, 4, 2])).toBe(3);
});

test("quartiles are interpolated as NumPy's percentile does by default", () => {
  // numpy.percentile([1, 2, 3, 4, 10], [25, 75]) and ([1, 2, 3, 4], 25)
  expect(quantile([1, 2, 3, 4, 10], 0.25)).toBe(2);
  expect(quantile([1, 2, 3, 4, 10], 0.75)).toBe(4);
  expect(quantile([4, 3, 2, 1], 0.25)).toBe(1.75);
});

test("there is no median of nothing, and a sum of nothing is 0", () => {
  expect(() => median([])).toThrow(RangeError);
  expect(sum([])).toBe(0);
});
