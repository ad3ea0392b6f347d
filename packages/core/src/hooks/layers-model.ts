import { add, type Tensor, tensor, tidy } from "@tensorflow/tfjs-core";
import { NoiseConfigError } from "../errors/noise-config-error.ts";
import { NoiseShapeError } from "../errors/noise-shape-error.ts";
import type { NEFTune } from "../neftune.ts";
import { sampleNoiseBatch } from "../noise-batch.ts";

/** What the hook needs of a tfjs `Layer`; a nested model is a layer with layers. */
export interface LayerLike {
  name: string;
  layers?: LayerLike[];
  getClassName(): string;
  getConfig(): Record<string, unknown>;
  call(inputs: Tensor | Tensor[], kwargs: Record<string, unknown>): Tensor | Tensor[];
}

/** What the hook needs of a tfjs `LayersModel`. */
export interface LayersModelLike {
  layers: LayerLike[];
}

export interface EmbeddingNoiseOptions {
  /** Names of the Embedding layers to hook, e.g. to leave position embeddings out. Default: all of the model's. */
  layerNames?: readonly string[];
  /** Draws already made, to go on where an interrupted run stopped. Default: 0. */
  draws?: number;
}

export interface EmbeddingNoiseHandle extends Disposable {
  readonly layerNames: readonly string[];
  /** Draws so far; each training call of a hooked layer is one. */
  readonly draws: number;
  /** The latest draw's norm over real tokens, mean over its sequences; null before the first. */
  readonly lastNorm: number | null;
  /** What `lastNorm` should be. */
  readonly lastExpectedNorm: number | null;
  /** Puts the layers back as they were. */
  remove(): void;
}

const hooked = new WeakSet<LayerLike>();

/**
 * Adds noise to the output of a `LayersModel`'s Embedding layers, drawn anew in each training call: `fit`,
 * `trainOnBatch`, `apply(x, { training: true })`. `predict` and `evaluate` stay as they are.
 *
 * With `maskZero` the real tokens are those whose id is not 0, wherever the pads stand, and the ids are read back from
 * the device at each training call; without it every token is real.
 *
 * @throws NoiseConfigError where there is no such layer, or it has noise already
 */
export function addEmbeddingNoise(
  model: LayersModelLike,
  noise: NEFTune,
  options: EmbeddingNoiseOptions = {},
): EmbeddingNoiseHandle {
  const layers = selectLayers(model, options.layerNames);
  let draws = options.draws ?? 0;
  let lastNorm: number | null = null;
  let lastExpectedNorm: number | null = null;

  const addNoise = (layer: LayerLike, ids: Tensor, embeddings: Tensor): Tensor => {
    const batch = sampleForIds(noise, ids, embeddings.shape, layer.getConfig().maskZero === true, draws);
    draws += 1;
    lastNorm = batch.norm;
    lastExpectedNorm = batch.expectedNorm;
    return noise.alpha === 0 ? embeddings : add(embeddings, tensor(batch.values, embeddings.shape));
  };
  const restorers = layers.map((layer) => hookLayer(layer, addNoise));
  const remove = () => {
    for (const restore of restorers.splice(0)) restore();
  };
  return {
    layerNames: layers.map((layer) => layer.name),
    get draws() {
      return draws;
    },
    get lastNorm() {
      return lastNorm;
    },
    get lastExpectedNorm() {
      return lastExpectedNorm;
    },
    remove,
    [Symbol.dispose]: remove,
  };
}

function selectLayers(model: LayersModelLike, names: readonly string[] | undefined): LayerLike[] {
  const embeddings = [...new Set(embeddingLayers(model.layers))];
  const found = embeddings.map((layer) => layer.name);
  const unknown = names?.find((name) => !found.includes(name));
  if (unknown !== undefined) {
    throw new NoiseConfigError(`the model has no Embedding layer "${unknown}" (it has: ${found.join(", ") || "none"})`);
  }
  const selected = embeddings.filter((layer) => names?.includes(layer.name) ?? true);
  if (selected.length === 0) throw new NoiseConfigError("there is no Embedding layer to add noise to");
  const twice = selected.find((layer) => hooked.has(layer));
  if (twice) throw new NoiseConfigError(`the layer "${twice.name}" has noise already; remove() that first`);
  return selected;
}

function embeddingLayers(layers: readonly LayerLike[]): LayerLike[] {
  return layers.flatMap((layer) =>
    layer.layers ? embeddingLayers(layer.layers) : layer.getClassName() === "Embedding" ? [layer] : [],
  );
}

/** Shadows `call` on this one layer; the executor passes `training: true` in kwargs in training and nothing otherwise. */
function hookLayer(layer: LayerLike, addNoise: (layer: LayerLike, ids: Tensor, out: Tensor) => Tensor): () => void {
  const before = Object.getOwnPropertyDescriptor(layer, "call");
  const call = layer.call;
  layer.call = (inputs, kwargs) => {
    if (kwargs?.training !== true) return call.call(layer, inputs, kwargs);
    return tidy(() => addNoise(layer, single(inputs), single(call.call(layer, inputs, kwargs))));
  };
  hooked.add(layer);
  return () => {
    if (before) Object.defineProperty(layer, "call", before);
    else Reflect.deleteProperty(layer, "call");
    hooked.delete(layer);
  };
}

function single(tensors: Tensor | Tensor[]): Tensor {
  return Array.isArray(tensors) ? tensors[0]! : tensors;
}

/** Every axis of the ids before the last counts as batch. */
function sampleForIds(noise: NEFTune, ids: Tensor, shape: readonly number[], maskZero: boolean, epoch: number) {
  const tokens = ids.shape.at(-1);
  const width = shape.at(-1);
  if (tokens === undefined || width === undefined || ids.rank < 2) {
    throw new NoiseShapeError(`ids of shape [${ids.shape}] have no axis of tokens; [batch, tokens] is needed`);
  }
  const mask = new Uint8Array(ids.size);
  if (maskZero) for (const [index, id] of ids.dataSync().entries()) mask[index] = id === 0 ? 0 : 1;
  else mask.fill(1);
  const samples = Array.from({ length: tokens === 0 ? 0 : ids.size / tokens }, (_, row) => row);
  return sampleNoiseBatch(noise, { mask, tokens, width, epoch, samples });
}
