import type { LogitsProcessor } from "./logits-processor.ts";

/** Divides by the temperature: below 1 the likely becomes likelier. */
export function temperature(value: number): LogitsProcessor {
  return (logits) => {
    for (let id = 0; id < logits.length; id++) logits[id]! /= value;
  };
}
