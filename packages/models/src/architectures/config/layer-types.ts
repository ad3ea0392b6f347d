import type { ModelConfig } from "../../checkpoints/model-config.ts";
import { CheckpointError } from "../../errors/checkpoint-error.ts";
import type { Architecture, BlockKind } from "../architecture.ts";

const layerTypeNames = ["full_attention", "sliding_attention"] as const;

/** Whether a layer sees all that is before it, or through a window. */
export type LayerType = (typeof layerTypeNames)[number];

/**
 * `layer_types` of config.json.
 *
 * @param fallback what a layer is where config.json does not list them
 * @throws CheckpointError when the list is too short or has another type in it
 */
export function layerTypes(config: ModelConfig, layers: number, fallback: (layer: number) => LayerType): LayerType[] {
  const listed = config.json.layer_types ?? Array.from({ length: layers }, (_, layer) => fallback(layer));
  if (!Array.isArray(listed) || listed.length < layers)
    throw new CheckpointError(`${config.path}: layer_types is no list of the ${layers} layers' types`);
  return listed.slice(0, layers).map((type, layer) => config.oneOf(`layer_types[${layer}]`, type, layerTypeNames));
}

/** The architecture's kinds of blocks, out of what each layer is. */
export function layerKinds(layers: readonly BlockKind[]): Pick<Architecture, "kinds" | "kindOf"> {
  const kinds: BlockKind[] = [];
  const indices = layers.map(({ window, rotary }) => {
    const known = kinds.findIndex((kind) => kind.window === window && kind.rotary === rotary);
    return known >= 0 ? known : kinds.push({ window, rotary }) - 1;
  });
  return { kinds, kindOf: (layer) => indices[layer]! };
}
