import type { LogitsProcessor } from "./logits-processor.ts";

/**
 * Leaves the fewest of the likeliest tokens whose probabilities add up to `p` or more, at least one (nucleus sampling, Holtzman et
 * al. 2020).
 */
export function topP(p: number): LogitsProcessor {
  return (logits) => {
    const ids: number[] = [];
    for (let id = 0; id < logits.length; id++) if (logits[id] !== Number.NEGATIVE_INFINITY) ids.push(id);
    ids.sort((a, b) => logits[a]! - logits[b]!);
    const largest = logits[ids.at(-1) ?? 0]!;
    let total = 0;
    for (const id of ids) total += Math.exp(logits[id]! - largest);
    // From the least likely on, as transformers does: what is left out sums to 1 − p at the most.
    let sum = 0;
    for (const id of ids.slice(0, -1)) {
      sum += Math.exp(logits[id]! - largest) / total;
      if (sum > 1 - p) break;
      logits[id] = Number.NEGATIVE_INFINITY;
    }
  };
}
