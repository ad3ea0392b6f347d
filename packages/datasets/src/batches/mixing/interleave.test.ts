import { describe, expect, test } from "vitest";
import { interleaveDatasets } from "./interleave-datasets.ts";
import { interleaveOrder } from "./interleave-order.ts";

const sets = [
  ["a0", "a1", "a2", "a3"],
  ["b0", "b1"],
  ["c0", "c1", "c2"],
];

describe("sets that take turns, as in Hugging Face's datasets 5.2", () => {
  test("end with the shortest under first_exhausted", () => {
    expect(interleaveDatasets(sets)).toEqual(["a0", "b0", "c0", "a1", "b1", "c1"]);
  });

  test("begin anew under all_exhausted until the longest has ended", () => {
    expect(interleaveDatasets(sets, { stoppingStrategy: "all_exhausted" })).toEqual([
      ...["a0", "b0", "c0", "a1", "b1", "c1", "a2", "b0", "c2", "a3", "b1", "c0"],
    ]);
  });
});

describe("sets with probabilities", () => {
  const counts = [3000, 5000, 900];
  const probabilities = [7, 2, 1];
  const mixed = (options: object = {}) => interleaveOrder(counts, { probabilities, seed: 1, ...options });
  const timesOf = (order: ReturnType<typeof mixed>) =>
    counts.map((_, set) => order.datasets.filter((other) => other === set).length);

  test("come as often as they weigh", () => {
    const times = timesOf(mixed());
    const total = times.reduce((sum, count) => sum + count, 0);
    for (const [set, count] of times.entries()) {
      const share = probabilities[set]! / 10;
      expect(Math.abs(count - share * total)).toBeLessThan(4 * Math.sqrt(total * share * (1 - share)));
    }
  });

  test("give their rows in order, and again from the first", () => {
    const order = mixed({ stoppingStrategy: "all_exhausted" });
    for (const [set, count] of counts.entries()) {
      const rows = order.rows.filter((_, index) => order.datasets[index] === set);
      expect([...rows]).toEqual(Array.from(rows, (_, index) => index % count));
    }
  });

  test("end where the first set has given its last row, or each has given all", () => {
    const first = timesOf(mixed());
    expect(first.filter((times, set) => times === counts[set])).toHaveLength(1);
    expect(first.every((times, set) => times <= counts[set]!)).toBe(true);
    const all = timesOf(mixed({ stoppingStrategy: "all_exhausted" }));
    expect(all.filter((times, set) => times === counts[set])).toHaveLength(1);
    expect(all.every((times, set) => times >= counts[set]!)).toBe(true);
  });

  test("are the same again for the same seed, and others for another", () => {
    expect(mixed()).toEqual(mixed());
    expect(mixed({ seed: 2 })).not.toEqual(mixed());
    expect(mixed({ probabilities: [0.7, 0.2, 0.1] })).toEqual(mixed());
  });
});

test("what cannot be mixed is refused", () => {
  expect(() => interleaveOrder([])).toThrow("no data set to mix");
  expect(() => interleaveOrder([3, 0])).toThrow("data set 1 (from 0) has no rows to mix");
  expect(() => interleaveOrder([3, 3], { probabilities: [1] })).toThrow("1 probabilities for 2 data sets");
  for (const share of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => interleaveOrder([3, 3], { probabilities: [1, share] })).toThrow(`a probability is ${share}`);
  expect(() => interleaveOrder([3], { stoppingStrategy: "never" as "all_exhausted" })).toThrow(
    "known: first_exhausted, all_exhausted",
  );
});
