import { IGNORE_INDEX } from "@neftune/datasets";

/** Neighbouring tokens that are all trained, or none of them. */
export interface TokenRun {
  text: string;
  tokens: number;
  trained: boolean;
}

interface Decoder {
  decode(ids: ArrayLike<number>): string;
}

/**
 * The text of a row in runs. Each is what it adds to the text before it: decoded alone it might lose the space that it
 * begins with, and half a character at its edges. Without a tokenizer the text is the ids.
 */
export function tokenRuns(inputIds: Int32Array, labels: Int32Array, tokenizer: Decoder | null): TokenRun[] {
  const runs: TokenRun[] = [];
  let before = "";
  for (let start = 0; start < inputIds.length; ) {
    const trained = labels[start] !== IGNORE_INDEX;
    let end = start + 1;
    while (end < inputIds.length && (labels[end] !== IGNORE_INDEX) === trained) end++;
    const ids = inputIds.subarray(start, end);
    if (tokenizer === null) runs.push({ text: `${start > 0 ? " " : ""}${ids.join(" ")}`, tokens: ids.length, trained });
    else {
      const text = tokenizer.decode(inputIds.subarray(0, end));
      runs.push({ text: text.slice(commonLength(before, text)), tokens: ids.length, trained });
      before = text;
    }
    start = end;
  }
  return runs;
}

/** A character whose bytes are in two runs is replaced in the first text, and belongs to the second. */
function commonLength(before: string, after: string): number {
  if (after.startsWith(before)) return before.length;
  let length = 0;
  while (length < before.length && before[length] === after[length]) length++;
  return length;
}
