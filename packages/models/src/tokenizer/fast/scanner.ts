import { kind, kindOfPair, kinds } from "./character-kinds.ts";

/**
 * Where the piece that begins at `start` ends. The text ends at `end` as far as it is concerned, and is well-formed.
 * Every character belongs to a piece, so `start < scan(text, start, end) <= end` wherever `start < end`.
 */
export type Scanner = (text: string, start: number, end: number) => number;

/** The end of a run of characters of a kind: `start` where there is none. */
export function endOfRun(text: string, start: number, end: number, wanted: number): number {
  let at = start;
  while (at < end) {
    const found = kinds[text.charCodeAt(at)];
    if (found === wanted) at++;
    else if (found === kind.pair && kindOfPair(text, at) === wanted) at += 2;
    else break;
  }
  return at;
}

/** The kind of the character at an index; -1 behind the end. */
export function kindAt(text: string, index: number, end: number): number {
  if (index >= end) return -1;
  const found = kinds[text.charCodeAt(index)]!;
  return found === kind.pair ? kindOfPair(text, index) : found;
}

/** The UTF-16 code units of the character at an index. */
export function unitsAt(text: string, index: number): number {
  return kinds[text.charCodeAt(index)] === kind.pair ? 2 : 1;
}

/** `\s+(?!\S)|\s+` at a space: all of the run but the last space before another character, or that one if it is alone. */
export function endOfSpaces(start: number, endOfRun: number, end: number): number {
  return endOfRun === end || endOfRun === start + 1 ? endOfRun : endOfRun - 1;
}
