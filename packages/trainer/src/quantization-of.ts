import type { Quantization } from "@neftune/models";
import type { SFTConfig } from "./sft-config.ts";

/** How `AutoModelForCausalLM.fromPretrained` is to load the model that these settings train; null: in float32. */
export function quantizationOf({ loadIn4bit, bnb4bitQuantType, useBnbNestedQuant }: SFTConfig): Quantization | null {
  return loadIn4bit ? { quantType: bnb4bitQuantType, nested: useBnbNestedQuant } : null;
}
