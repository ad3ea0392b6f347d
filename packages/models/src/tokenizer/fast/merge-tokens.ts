import { mergeLongWord } from "./merge-long-word.ts";
import type { MergeTable } from "./merge-table.ts";

/** Up to this many tokens, looking at all pairs for each merge is faster than keeping them in a heap. */
const SHORT = 64;

const ranks = new Int32Array(SHORT);
const merged = new Int32Array(SHORT);
const NEVER = 0x7fffffff;

/**
 * Merges pairs of neighbouring tokens in place, the one of the lowest rank first and of the same rank the leftmost, until
 * there is none that the table knows: byte-pair encoding of one word.
 *
 * @returns how many tokens are left at the beginning of `tokens`
 */
export function mergeTokens(table: MergeTable, tokens: Int32Array, count: number): number {
  return count <= SHORT ? mergeShortWord(table, tokens, count) : mergeLongWord(table, tokens, count);
}

function mergeShortWord(table: MergeTable, tokens: Int32Array, count: number): number {
  let length = count;
  const look = (at: number) => {
    const place = table.find(tokens[at]!, tokens[at + 1]!);
    ranks[at] = place < 0 ? NEVER : table.rank(place);
    merged[at] = place < 0 ? -1 : table.merged(place);
  };
  for (let at = 0; at + 1 < length; at++) look(at);
  for (;;) {
    let best = -1;
    let rank = NEVER;
    for (let at = 0; at + 1 < length; at++)
      if (ranks[at]! < rank) {
        best = at;
        rank = ranks[at]!;
      }
    if (best < 0) return length;
    tokens[best] = merged[best]!;
    length--;
    for (let at = best + 1; at < length; at++) {
      tokens[at] = tokens[at + 1]!;
      ranks[at] = ranks[at + 1]!;
      merged[at] = merged[at + 1]!;
    }
    if (best + 1 < length) look(best);
    if (best > 0) look(best - 1);
  }
}
