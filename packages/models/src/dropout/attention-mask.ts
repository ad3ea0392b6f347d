import type { RaggedBatch } from "../ragged/ragged-batch.ts";
import type { Dropout, DropoutKey, MaskPlace } from "./dropout.ts";

/**
 * Writes 1 where a probability is kept and 0 where not, for a group of a batch's sequences: [batch, heads, length, length]. What a
 * query does not see is kept: its probability is 0.
 *
 * @param group index of the group
 */
export function fillAttentionMask(
  target: Uint8Array,
  dropout: Dropout,
  { groups, lengths, starts, unpad }: RaggedBatch,
  group: number,
  heads: number,
  key: DropoutKey,
  place: MaskPlace,
): void {
  target.fill(1);
  const begin = groups.slice(0, group).reduce((sum, { batch, length }) => sum + batch * length, 0);
  const { batch, length } = groups[group]!;
  for (const [sequence, count] of lengths.entries()) {
    const inGroup = (unpad[starts[sequence]!]! - begin) / length;
    if (inGroup < 0 || inGroup >= batch) continue;
    // Elements are counted head by head, query by query, each with the keys up to itself.
    let [first, query, row] = [0, 0, inGroup * heads * length];
    dropout.draw((heads * count * (count + 1)) / 2, key, sequence, place, (element) => {
      while (element > first + query) {
        first += query + 1;
        query++;
        row++;
        if (query < count) continue;
        query = 0;
        row += length - count;
      }
      target[row * length + element - first] = 0;
    });
  }
}
