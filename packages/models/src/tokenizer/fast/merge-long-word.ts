import type { MergeTable } from "./merge-table.ts";
import { NumberHeap } from "./number-heap.ts";

/** Ranks stand above positions in one number, which a double holds exactly: ranks are below 2²³ and positions below 2²⁹. */
const POSITIONS = 2 ** 29;

const NONE = -1;

/** As `mergeTokens`, in n log n: the tokens are a list with links, the pairs that can be merged a heap. */
export function mergeLongWord(table: MergeTable, tokens: Int32Array, count: number): number {
  const next = new Int32Array(count);
  const previous = new Int32Array(count);
  /** Where the pair that begins here is in the table; what the heap has of another pair is out of date. */
  const places = new Int32Array(count).fill(NONE);
  const heap = new NumberHeap(count);
  const look = (at: number) => {
    const right = next[at]!;
    const place = right === NONE ? NONE : table.find(tokens[at]!, tokens[right]!);
    places[at] = place;
    if (place !== NONE) heap.push(table.rank(place) * POSITIONS + at);
  };
  for (let at = 0; at < count; at++) {
    next[at] = at + 1 < count ? at + 1 : NONE;
    previous[at] = at - 1;
  }
  for (let at = 0; at < count; at++) look(at);
  while (heap.size > 0) {
    const key = heap.pop();
    const at = key % POSITIONS;
    const place = places[at]!;
    if (place === NONE || table.rank(place) !== (key - at) / POSITIONS) continue;
    const right = next[at]!;
    tokens[at] = table.merged(place);
    places[right] = NONE;
    next[at] = next[right]!;
    if (next[at] !== NONE) previous[next[at]!] = at;
    look(at);
    if (previous[at] !== NONE) look(previous[at]!);
  }
  let length = 0;
  for (let at = 0; at !== NONE; at = next[at]!) tokens[length++] = tokens[at]!;
  return length;
}
