import { describe, expect, test } from "vitest";
import { createRandom } from "./random.ts";

describe("createRandom", () => {
  test("repeats itself for a seed and differs between seeds", () => {
    const draws = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 5 }, () => random.next());
    };
    expect(draws(1)).toEqual(draws(1));
    expect(draws(1)).not.toEqual(draws(2));
  });

  test("draws whole numbers evenly, both ends included", () => {
    const random = createRandom(0);
    const counts = new Map<number, number>();
    for (let draw = 0; draw < 6000; draw++) {
      const face = random.integer(1, 6);
      counts.set(face, (counts.get(face) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  test("samples different items and leaves the list as it was", () => {
    const items = ["a", "b", "c", "d"];
    expect(createRandom(3).sample(items, 4).sort()).toEqual(items);
    expect(() => createRandom(3).sample(items, 5)).toThrow(RangeError);
    expect(() => createRandom(3).pick([])).toThrow(RangeError);
  });

  test("picks by share", () => {
    const random = createRandom(5);
    const items = [
      { name: "rare", share: 1 },
      { name: "common", share: 3 },
    ];
    const picks = Array.from({ length: 4000 }, () => random.pickByShare(items).name);
    expect(Math.abs(picks.filter((name) => name === "rare").length - 1000)).toBeLessThan(100);
  });

  test("draws a standard normal", () => {
    const random = createRandom(7);
    const values = Array.from({ length: 20_000 }, () => random.normal());
    const mean = values.reduce((sum, value) => sum + value) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
  });
});
