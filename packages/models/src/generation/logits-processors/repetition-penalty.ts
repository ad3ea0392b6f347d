import type { LogitsProcessor } from "./logits-processor.ts";

/**
 * Divides the logits of tokens that the sequence has, in its prompt too, by `penalty`, and multiplies negative ones: once a token,
 * however often it is there (Keskar et al. 2019, CTRL, §4.1; as transformers has it).
 */
export function repetitionPenalty(penalty: number): LogitsProcessor {
  return (logits, { inputIds }) => {
    for (const id of new Set(inputIds)) {
      if (id >= logits.length) continue;
      logits[id] = logits[id]! < 0 ? logits[id]! * penalty : logits[id]! / penalty;
    }
  };
}
