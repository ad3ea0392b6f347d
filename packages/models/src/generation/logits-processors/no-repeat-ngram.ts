import type { LogitsProcessor } from "./logits-processor.ts";

/** Forbids each token that would end a run of `size` tokens that the sequence has already. */
export function noRepeatNgram(size: number): LogitsProcessor {
  return (logits, { inputIds }) => {
    const prefix = inputIds.length - size + 1;
    if (prefix < 0) return;
    for (let start = 0; start < prefix; start++) {
      let matched = 0;
      while (matched < size - 1 && inputIds[start + matched] === inputIds[prefix + matched]) matched++;
      const id = inputIds[start + size - 1]!;
      if (matched === size - 1 && id < logits.length) logits[id] = Number.NEGATIVE_INFINITY;
    }
  };
}
