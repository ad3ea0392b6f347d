import type { ModelConfig } from "../../checkpoints/model-config.ts";
import { CheckpointError } from "../../errors/checkpoint-error.ts";

/** More layers than this are taken for a mistake: nothing is allocated for them. */
const maxLayers = 1024;

/** @throws CheckpointError when the number of layers is missing or absurd. */
export function layerCount(config: ModelConfig, key: string): number {
  const layers = config.integer(key);
  if (layers > maxLayers)
    throw new CheckpointError(`${config.path}: ${key} is ${layers}, at most ${maxLayers} are supported`);
  return layers;
}

/**
 * Width of a head where all heads together are as wide as the model.
 *
 * @throws CheckpointError when the heads do not share the width evenly
 */
export function evenHeadDim(config: ModelConfig, width: number, heads: number): number {
  if (width % heads !== 0)
    throw new CheckpointError(`${config.path}: ${heads} attention heads cannot share a width of ${width} evenly`);
  return width / heads;
}
