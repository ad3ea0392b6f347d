import { describe, expect, test } from "vitest";
import { lengthBins } from "./length-bins.ts";
import { LengthCounts } from "./length-counts.ts";

function counts(lengths: readonly number[]): LengthCounts {
  const counted = new LengthCounts();
  for (const length of lengths) counted.add(length);
  return counted;
}

/** A stream of whole numbers that is the same each time. */
function* numbers(below: number, state = 1): Generator<number> {
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state % below;
  }
}

test("statistics are those of the sorted list", () => {
  const source = numbers(1000);
  const lengths = Array.from({ length: 777 }, () => source.next().value as number);
  const sorted = lengths.toSorted((a, b) => a - b);
  expect(counts(lengths).statistics()).toEqual({
    min: sorted[0],
    mean: lengths.reduce((sum, length) => sum + length, 0) / 777,
    median: sorted[388],
    p95: sorted[Math.ceil(0.95 * 777) - 1],
    max: sorted.at(-1),
  });
  expect(counts([]).statistics()).toBeNull();
});

describe("bins", () => {
  test("have round widths, and one bin ends at the maximum length where rows are cut", () => {
    expect(lengthBins(counts([12, 45, 98]), 128).map(({ from, to }) => [from, to])).toEqual([
      [11, 20],
      [21, 30],
      [31, 40],
      [41, 50],
      [51, 60],
      [61, 70],
      [71, 80],
      [81, 90],
      [91, 100],
    ]);
    expect(lengthBins(counts([30, 100, 600]), 512)).toEqual([
      { from: 1, to: 64, rows: 1 },
      { from: 65, to: 128, rows: 1 },
      ...[129, 193, 257, 321, 385, 449, 513].map((from) => ({ from, to: from + 63, rows: 0 })),
      { from: 577, to: 640, rows: 1 },
    ]);
  });

  test("a few rows that are far longer share the last bin", () => {
    const bins = lengthBins(counts([...Array.from({ length: 999 }, (_, index) => 1 + (index % 100)), 90_000]), null);
    expect(bins).toHaveLength(11);
    expect(bins.at(-1)).toEqual({ from: 101, to: 90_000, rows: 1 });
  });

  test.each([1, 7, 100, 512, 100_000, null])(
    "hold every row once and lie one after the other, max_length %s",
    (maxLength) => {
      for (const below of [1, 2, 10, 700, 20_000]) {
        const source = numbers(below, below);
        const lengths = Array.from({ length: 300 }, () => source.next().value as number);
        const bins = lengthBins(counts(lengths), maxLength);
        expect(bins.length).toBeLessThanOrEqual(13);
        expect(bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(300);
        bins.forEach(({ from, to, rows }, index) => {
          expect(rows).toBe(lengths.filter((length) => length >= from && length <= to).length);
          if (index > 0) expect(from).toBe(bins[index - 1]!.to + 1);
        });
      }
    },
  );
});
