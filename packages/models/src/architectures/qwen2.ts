import type { ModelConfig } from "../checkpoints/model-config.ts";
import type { Architecture } from "./architecture.ts";
import { biasOf } from "./bias-of.ts";
import { type LayerType, layerKinds, layerTypes } from "./config/layer-types.ts";
import { llama, llamaConfig } from "./llama.ts";

/** Qwen 2 and 2.5 (Yang et al. 2024): a Llama with biases at queries, keys and values, and windows in later layers if asked for. */
export function qwen2(config: ModelConfig): Architecture {
  const decoder = llamaConfig(config, { maxPositionEmbeddings: 32768 });
  const base = llama(decoder);
  return {
    ...base,
    ...layerKinds(qwenWindows(config, base.layers).map((window) => ({ window, rotary: decoder.rotary }))),
    blockParameters(layer) {
      const parameters = base.blockParameters(layer);
      return { ...parameters, qkvBias: biasOf(parameters.qkv!) };
    },
  };
}

/** The attention window of each layer of a Qwen: the layers from `max_window_layers` on have one if `use_sliding_window`. */
export function qwenWindows(config: ModelConfig, layers: number): (number | null)[] {
  if (!config.flag("use_sliding_window", false) || config.json.sliding_window === null)
    return new Array(layers).fill(null);
  const window = config.integer("sliding_window", 4096);
  const firstWindow = config.json.max_window_layers === 0 ? 0 : config.integer("max_window_layers", 28);
  const fallback = (layer: number): LayerType => (layer >= firstWindow ? "sliding_attention" : "full_attention");
  return layerTypes(config, layers, fallback).map((type) => (type === "sliding_attention" ? window : null));
}
