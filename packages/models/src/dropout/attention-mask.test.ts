import { expect, test } from "vitest";
import { raggedBatch } from "../ragged/ragged-batch.ts";
import { raggedShape } from "../ragged/ragged-layout.ts";
import { fillAttentionMask } from "./attention-mask.ts";
import { Dropout } from "./dropout.ts";

const heads = 3;
const place = [2, 9] as const;

/** The masks of a batch of sequences of these lengths, a group each: [batch, heads, length, length]. */
function masks(
  lengths: readonly number[],
  samples: readonly number[],
  { groupSizes, probability = 0.25 }: { groupSizes?: readonly number[]; probability?: number } = {},
) {
  const rows = lengths.map((length) => ({ inputIds: new Array(length).fill(1), labels: new Array(length).fill(1) }));
  const labels = lengths.reduce((sum, length) => sum + length, 0);
  const batch = raggedBatch(rows, raggedShape(lengths, labels, groupSizes));
  return batch.groups.map(({ batch: count, length }, group) => {
    const target = new Uint8Array(count * heads * length * length);
    fillAttentionMask(target, new Dropout(probability), batch, group, heads, { seed: 1, epoch: 0, samples }, place);
    return { target, length };
  });
}

/** What a head's queries see of their keys, as zeros and ones. */
function seen(
  { target, length }: { target: Uint8Array; length: number },
  sequence: number,
  head: number,
  count: number,
) {
  return Array.from({ length: count }, (_, query) => {
    const begin = ((sequence * heads + head) * length + query) * length;
    return [...target.subarray(begin, begin + query + 1)].join("");
  });
}

test("so many of the probabilities that are not zero are dropped, in each head", () => {
  const [length, probability] = [200, 0.25];
  const [mask] = masks([length], [0], { probability });
  const elements = (length * (length + 1)) / 2;
  for (let head = 0; head < heads; head++) {
    const dropped = [...seen(mask!, 0, head, length).join("")].filter((kept) => kept === "0").length;
    const deviation = Math.sqrt(elements * probability * (1 - probability));
    expect(Math.abs(dropped - elements * probability)).toBeLessThan(4 * deviation);
  }
  const all = mask!.target.filter((kept) => kept === 0).length;
  const visible = Array.from({ length: heads }, (_, head) => seen(mask!, 0, head, length).join("")).join("");
  expect(all).toBe([...visible].filter((kept) => kept === "0").length);
});

test("the last probability of the last head may be dropped, and no first one need be kept", () => {
  const [mask] = masks([1, 1, 1, 1, 1, 1, 1, 1], [1, 2, 3, 4, 5, 6, 7, 8], { probability: 0.5 });
  const dropped = Array.from({ length: 8 }, (_, sequence) =>
    Array.from({ length: heads }, (_, head) => seen(mask!, sequence, head, 1).join("")),
  );
  for (let head = 0; head < heads; head++) expect(new Set(dropped.map((one) => one[head])).size).toBe(2);
});

test("a sequence has the mask of its row, whatever it is batched with and padded to", () => {
  const [alone] = masks([11], [40]);
  const together = masks([5, 30, 11], [3, 7, 40]);
  // With room for a sequence that is not there.
  const apart = masks([5, 30, 11, 28], [3, 7, 40, 5], { groupSizes: [2, 3] });
  expect(apart).toHaveLength(2);
  for (let head = 0; head < heads; head++) {
    const expected = seen(alone!, 0, head, 11);
    // The longest come first.
    expect(seen(together[0]!, 1, head, 11)).toEqual(expected);
    expect(seen(apart[1]!, 0, head, 11)).toEqual(expected);
  }
  expect(new Set(Array.from({ length: heads }, (_, head) => seen(alone!, 0, head, 11).join())).size).toBe(heads);
});
