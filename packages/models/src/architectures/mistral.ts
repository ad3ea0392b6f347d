import type { ModelConfig } from "../checkpoints/model-config.ts";
import type { Architecture } from "./architecture.ts";
import { llama, llamaConfig } from "./llama.ts";

/** Mistral (Jiang et al. 2023): a Llama whose tokens look back through a window, in its first release. */
export function mistral(config: ModelConfig): Architecture {
  const decoder = llamaConfig(config, { numKeyValueHeads: 8, maxPositionEmbeddings: 4096 * 32 });
  const window = config.json.sliding_window === null ? null : config.integer("sliding_window", 4096);
  return { ...llama(decoder), kinds: [{ window, rotary: decoder.rotary }] };
}
