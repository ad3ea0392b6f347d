import type { PrepareOptions } from "@neftune/datasets";
import { packingCuts } from "./batch-rows.ts";
import type { SFTConfig } from "./sft-config.ts";

/** What the settings say of how a row becomes tokens and labels: for a look at the rows that no training follows, too. */
export function rowOptions(config: SFTConfig) {
  const { maxLength, completionOnlyLoss, assistantOnlyLoss } = config;
  // Where packing cuts the rows, nothing else does.
  return {
    maxLength: packingCuts(config) ? null : maxLength,
    completionOnlyLoss,
    assistantOnlyLoss,
  } satisfies Partial<PrepareOptions>;
}
