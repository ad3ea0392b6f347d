export type { NoiseDistribution } from "./distribution.ts";
export { NoiseConfigError } from "./errors/noise-config-error.ts";
export { NoiseShapeError } from "./errors/noise-shape-error.ts";
export { type EmbedOptions, withNoise } from "./hooks/function.ts";
export {
  addEmbeddingNoise,
  type EmbeddingNoiseHandle,
  type EmbeddingNoiseOptions,
  type LayerLike,
  type LayersModelLike,
} from "./hooks/layers-model.ts";
export { type ApplyOptions, type FillOptions, NEFTune, type NEFTuneOptions } from "./neftune.ts";
export { type SampleNoiseOptions, sampleNoise } from "./noise.ts";
export { expectedNoiseNorm, noiseNorm } from "./norm.ts";
export { type NoiseScaling, noiseScale, type SequenceLengths } from "./scaling.ts";
export { fillThreefry2x32, threefry2x32 } from "./threefry.ts";
