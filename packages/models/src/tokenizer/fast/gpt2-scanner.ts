import { kind } from "./character-kinds.ts";
import { endOfRun, endOfSpaces, kindAt } from "./scanner.ts";

/** Finds what `gpt2Pattern` matches: contractions, words, numbers and other signs with at most one space, then spaces. */
export function scanGpt2(text: string, start: number, end: number): number {
  const first = text.charCodeAt(start);
  if (first === 0x27) {
    const contracted = endOfContraction(text, start, end);
    if (contracted > start) return contracted;
  }
  const from = first === 0x20 ? start + 1 : start;
  const found = kindAt(text, from, end);
  if (found !== kind.space && found !== -1) return endOfRun(text, from, end, found);
  return endOfSpaces(start, endOfRun(text, start, end, kind.space), end);
}

/** `'s|'t|'re|'ve|'m|'ll|'d`: small letters only. `start` where there is none. */
function endOfContraction(text: string, start: number, end: number): number {
  const letter = start + 1 < end ? text[start + 1] : "";
  if (letter === "s" || letter === "t" || letter === "m" || letter === "d") return start + 2;
  const next = start + 2 < end ? text[start + 2] : "";
  const isLong = ((letter === "r" || letter === "v") && next === "e") || (letter === "l" && next === "l");
  return isLong ? start + 3 : start;
}
