import { describe, expect, test } from "vitest";
import { Dropout } from "./dropout.ts";

const width = 16;
const key = { seed: 7, epoch: 1, samples: [40, 3] };

function mask(
  probability: number,
  lengths: readonly number[],
  more: Partial<typeof key> = {},
  place = [2, 1] as const,
) {
  const target = new Uint8Array((lengths.reduce((sum, length) => sum + length, 0) + 2) * width);
  new Dropout(probability).fill(target, lengths, width, { ...key, ...more }, place);
  return target;
}

describe.each([0.001, 0.05, 0.5, 0.9])("with probability %d", (probability) => {
  const lengths = [20_000, 10_000];
  const all = mask(probability, lengths);
  const drawn = all.subarray(0, 30_000 * width);

  test("so many elements are dropped", () => {
    const dropped = drawn.filter((kept) => kept === 0).length;
    const deviation = Math.sqrt(drawn.length * probability * (1 - probability));
    expect(Math.abs(dropped - drawn.length * probability)).toBeLessThan(4 * deviation);
    expect(drawn.every((kept) => kept === 0 || kept === 1)).toBe(true);
  });

  test("neighbours are dropped together as often as chance has it", () => {
    let both = 0;
    for (let i = 1; i < drawn.length; i++) if (drawn[i] === 0 && drawn[i - 1] === 0) both++;
    const expected = drawn.length * probability ** 2;
    expect(Math.abs(both - expected)).toBeLessThan(5 * Math.sqrt(expected) + 5);
  });

  test("spare rows are kept", () => {
    expect(all.subarray(30_000 * width).every((kept) => kept === 1)).toBe(true);
  });
});

test("a sequence has the mask of its row, whatever it is batched with", () => {
  const together = mask(0.3, [9, 5]);
  const swapped = mask(0.3, [5, 9], { samples: [3, 40] });
  expect(swapped.subarray(0, 5 * width)).toEqual(together.subarray(9 * width, 14 * width));
  expect(swapped.subarray(5 * width, 14 * width)).toEqual(together.subarray(0, 9 * width));
});

test("seed, epoch, row, layer and linear layer each make another mask", () => {
  const masks = [
    mask(0.3, [50]),
    mask(0.3, [50], { seed: 8 }),
    mask(0.3, [50], { seed: 7 + 2 ** 40 }),
    mask(0.3, [50], { epoch: 2 }),
    mask(0.3, [50], { samples: [41] }),
    mask(0.3, [50], {}, [3, 1] as never),
    mask(0.3, [50], {}, [2, 2] as never),
  ];
  expect(new Set(masks.map(String)).size).toBe(masks.length);
  expect(mask(0.3, [50])).toEqual(masks[0]);
});
