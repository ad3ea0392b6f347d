import type { ModelConfig } from "../checkpoints/model-config.ts";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import type { Architecture } from "./architecture.ts";
import { layerKinds, layerTypes } from "./config/layer-types.ts";
import { llama, llamaConfig } from "./llama.ts";

/** SmolLM3 (Bakouch et al. 2025): a Llama of which every fourth layer has no positions (Yang et al. 2025, "RNoPE"). */
export function smollm3(config: ModelConfig): Architecture {
  const decoder = llamaConfig(config, {
    numKeyValueHeads: 4,
    maxPositionEmbeddings: 32768,
    ropeTheta: 2e6,
    tieWordEmbeddings: true,
  });
  const rotated = rotatedLayers(config, decoder.numHiddenLayers);
  const hasWindows = config.flag("use_sliding_window", false) && (config.json.sliding_window ?? null) !== null;
  const window = hasWindows ? config.integer("sliding_window") : null;
  const types = layerTypes(config, decoder.numHiddenLayers, (layer) =>
    rotated[layer] ? "full_attention" : "sliding_attention",
  );
  return {
    ...llama(decoder),
    ...layerKinds(
      types.map((type, layer) => ({
        window: type === "sliding_attention" ? window : null,
        rotary: rotated[layer] ? decoder.rotary : null,
      })),
    ),
  };
}

/** Which layers rotate queries and keys: `no_rope_layers` has a 1 for those that do. */
function rotatedLayers(config: ModelConfig, layers: number): boolean[] {
  const interval = config.integer("no_rope_layer_interval", 4);
  const listed =
    config.json.no_rope_layers ?? Array.from({ length: layers }, (_, layer) => Number((layer + 1) % interval !== 0));
  if (!Array.isArray(listed) || listed.length < layers || !listed.every((value) => value === 0 || value === 1))
    throw new CheckpointError(`${config.path}: no_rope_layers is no list of a 0 or a 1 for each of ${layers} layers`);
  return listed.slice(0, layers).map((value) => value === 1);
}
