import { argmax } from "../argmax.ts";
import type { LogitsProcessor } from "./logits-processor.ts";

/** Leaves tokens that have at least the share `p` of the likeliest one's probability (Nguyen et al. 2024). */
export function minP(p: number): LogitsProcessor {
  return (logits) => {
    const best = argmax(logits);
    const threshold = logits[best]! + Math.log(p);
    for (let id = 0; id < logits.length; id++)
      if (id !== best && logits[id]! < threshold) logits[id] = Number.NEGATIVE_INFINITY;
  };
}
