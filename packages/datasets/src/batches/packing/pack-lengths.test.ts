import { describe, expect, test } from "vitest";
import { randomStream, uniformInteger } from "../../random/xoshiro128.ts";
import { packLengths } from "./pack-lengths.ts";

/** Rows of many lengths, some as long as a bin. */
const cases = Array.from({ length: 60 }, (_, seed) => {
  const random = randomStream(seed);
  const maxLength = 1 + uniformInteger(random, 60);
  const longest = 1 + uniformInteger(random, maxLength);
  const lengths = Array.from({ length: uniformInteger(random, 120) }, () => 1 + uniformInteger(random, longest));
  return { maxLength, lengths };
});
const strategies = ["bfd", "ffd"] as const;
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const byFallingLength = (lengths: readonly number[]) =>
  [...lengths.keys()].sort((a, b) => lengths[b]! - lengths[a]! || a - b);

describe.each(strategies)("%s", (strategy) => {
  test("puts every length into one bin, and no bin holds more than it can", () => {
    for (const { lengths, maxLength } of cases) {
      const bins = packLengths(lengths, { maxLength, strategy });
      expect(bins.flat().sort((a, b) => a - b)).toEqual([...lengths.keys()]);
      for (const bin of bins) {
        expect(sum(bin.map((index) => lengths[index]!))).toBeLessThanOrEqual(maxLength);
        expect(bin).toEqual(byFallingLength(lengths).filter((index) => bin.includes(index)));
      }
    }
  });

  test("gives the same bins again", () => {
    for (const { lengths, maxLength } of cases)
      expect(packLengths(lengths, { maxLength, strategy })).toEqual(
        packLengths(Int32Array.from(lengths), { maxLength, strategy }),
      );
  });

  test("stays within 11/9 of the fewest bins and 2/3 of one", () => {
    for (const seed of Array.from({ length: 60 }, (_, index) => index)) {
      const random = randomStream(seed, 1);
      const maxLength = 12;
      const lengths = Array.from({ length: 9 }, () => 1 + uniformInteger(random, maxLength));
      const bins = packLengths(lengths, { maxLength, strategy }).length;
      expect(9 * bins).toBeLessThanOrEqual(11 * fewestBins(lengths, maxLength) + 6);
    }
  });
});

test("bfd takes the least space that holds a row, and of equal ones the one that was left first", () => {
  for (const { lengths, maxLength } of cases) {
    const open: { bin: number[]; space: number; since: number }[] = [];
    for (const [turn, index] of byFallingLength(lengths).entries()) {
      const length = lengths[index]!;
      const [best] = open.filter(({ space }) => space >= length).sort((a, b) => a.space - b.space || a.since - b.since);
      const taken = best ?? { bin: [], space: maxLength, since: 0 };
      if (!best) open.push(taken);
      taken.bin.push(index);
      taken.space -= length;
      taken.since = turn;
    }
    expect(packLengths(lengths, { maxLength, strategy: "bfd" })).toEqual(open.map(({ bin }) => bin));
  }
});

test("ffd takes the first bin that has room", () => {
  for (const { lengths, maxLength } of cases) {
    const bins: number[][] = [];
    for (const index of byFallingLength(lengths)) {
      const room = bins.find((bin) => sum(bin.map((other) => lengths[other]!)) + lengths[index]! <= maxLength);
      if (room) room.push(index);
      else bins.push([index]);
    }
    expect(packLengths(lengths, { maxLength, strategy: "ffd" })).toEqual(bins);
  }
});

test("what cannot be packed is refused", () => {
  expect(packLengths([], { maxLength: 4 })).toEqual([]);
  expect(() => packLengths([3, 5], { maxLength: 4 })).toThrow(
    "length 1 is 5, wanted an integer from 1 to the maxLength of 4",
  );
  expect(() => packLengths([0], { maxLength: 4 })).toThrow("length 0 is 0");
  for (const maxLength of [0, 1.5, Number.NaN, 2 ** 30])
    expect(() => packLengths([1], { maxLength })).toThrow(`maxLength is ${maxLength}, wanted an integer from 1`);
  expect(() => packLengths([1], { maxLength: 4, strategy: "best" as "bfd" })).toThrow("known: bfd, ffd");
});

/** By trying every way to fill bins. */
function fewestBins(lengths: readonly number[], maxLength: number): number {
  let best = lengths.length;
  const place = (index: number, spaces: readonly number[]): void => {
    if (spaces.length >= best) return;
    if (index === lengths.length) {
      best = spaces.length;
      return;
    }
    for (const [bin, space] of spaces.entries())
      if (space >= lengths[index]!) place(index + 1, spaces.with(bin, space - lengths[index]!));
    place(index + 1, [...spaces, maxLength - lengths[index]!]);
  };
  place(0, []);
  return best;
}
