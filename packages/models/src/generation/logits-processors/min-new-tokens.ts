import type { LogitsProcessor } from "./logits-processor.ts";

/**
 * Forbids end tokens until enough others were generated.
 *
 * @param minimum tokens after a prompt of so many tokens
 */
export function minNewTokens(
  minimum: (promptLength: number) => number,
  eosTokenId: readonly number[],
): LogitsProcessor {
  return (logits, { inputIds, promptLength }) => {
    if (inputIds.length - promptLength >= minimum(promptLength)) return;
    for (const id of eosTokenId) if (id < logits.length) logits[id] = Number.NEGATIVE_INFINITY;
  };
}
