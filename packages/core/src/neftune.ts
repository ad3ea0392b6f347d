import { add, type Tensor3D, tensor3d, tidy } from "@tensorflow/tfjs-core";
import { assertNoiseDistribution, type NoiseDistribution } from "./distribution.ts";
import { NoiseConfigError } from "./errors/noise-config-error.ts";
import { NoiseShapeError } from "./errors/noise-shape-error.ts";
import { assertFits, assertSeed, sampleNoise } from "./noise.ts";
import { maskFromLengths, sampleNoiseBatch } from "./noise-batch.ts";
import { expectedNoiseNorm, noiseNorm } from "./norm.ts";
import { assertNoiseScaling, type NoiseScaling, noiseScale } from "./scaling.ts";

export interface NEFTuneOptions {
  /** Strength of the noise, finite and ≥ 0; the paper uses 5, 10 and 15. 0 is no noise. */
  alpha: number;
  /** Nonnegative safe integer. Default: 0. */
  seed?: number;
  /** Default: `"tokens"`. */
  scaling?: NoiseScaling;
  /** Default: `"uniform"`. */
  distribution?: NoiseDistribution;
}

export interface FillOptions {
  /** Pass over the data, an integer in [0, 2^32). */
  epoch: number;
  /** The sequence's place in the data set, an integer in [0, 2^32). */
  sample: number;
  /** Tokens to write. */
  length: number;
  /** The embedding's width. */
  width: number;
  /** Length to which the batch is padded; counts under `"padded"` only. Default: `length`. */
  paddedLength?: number;
}

export interface ApplyOptions {
  /** [batch]: real tokens of each sequence, the rest being pads on the right. */
  lengths: readonly number[];
  /** Pass over the data; the noise is the same again only where epoch and sample are. */
  epoch: number;
  /** [batch]: each sequence's place in the data set. Default: its row in the batch. */
  samples?: readonly number[];
}

/**
 * NEFTune's embedding noise (arXiv 2310.05914): U(−1, 1)·α/√(L·d) on every element.
 *
 * It holds settings and no state: what is drawn depends on the arguments alone, and nothing is added but by a call.
 */
export class NEFTune {
  readonly alpha: number;
  readonly seed: number;
  readonly scaling: NoiseScaling;
  readonly distribution: NoiseDistribution;

  /** @throws NoiseConfigError */
  constructor({ alpha, seed = 0, scaling = "tokens", distribution = "uniform" }: NEFTuneOptions) {
    if (!Number.isFinite(alpha) || alpha < 0) {
      throw new NoiseConfigError(`alpha must be a finite number of at least 0, not ${alpha}`);
    }
    assertSeed(seed);
    assertNoiseScaling(scaling);
    assertNoiseDistribution(distribution);
    this.alpha = alpha;
    this.seed = seed;
    this.scaling = scaling;
    this.distribution = distribution;
  }

  /**
   * Writes one sequence's noise, [length, width] row-major, to the front of `target`; zeros where alpha is 0.
   *
   * @returns the L2 norm of what was written
   * @throws NoiseConfigError, NoiseShapeError
   */
  fill(target: Float32Array, { epoch, sample, length, width, paddedLength = length }: FillOptions): number {
    const { alpha, seed, scaling, distribution } = this;
    assertLength(length, paddedLength);
    assertFits(target, length, width);
    const written = target.subarray(0, length * width);
    if (alpha === 0) {
      written.fill(0);
      return 0;
    }
    const scale = noiseScale({ alpha, scaling, length, paddedLength, width });
    sampleNoise(target, { seed, epoch, sample, length, width, scale, distribution });
    return noiseNorm(written);
  }

  /** The norm to expect over one sequence's real tokens; α/√3 under `"tokens"` with uniform noise. */
  expectedNorm({ length, paddedLength = length }: { length: number; paddedLength?: number }): number {
    const { alpha, scaling, distribution } = this;
    return expectedNoiseNorm({ alpha, scaling, distribution, length, paddedLength });
  }

  /**
   * Embeddings plus noise, for a training forward pass. The noise is a constant: gradients pass through unchanged.
   *
   * @param embeddings [batch, tokens, width], padded on the right
   * @returns a new tensor [batch, tokens, width]; pads are as they were under `"tokens"` and noised under `"padded"`
   * @throws NoiseConfigError, NoiseShapeError
   */
  apply(embeddings: Tensor3D, { lengths, epoch, samples = [...lengths.keys()] }: ApplyOptions): Tensor3D {
    const [batch, tokens, width] = embeddings.shape;
    assertBatch("lengths", lengths, batch);
    assertBatch("samples", samples, batch);
    for (const length of lengths) assertLength(length, tokens);
    if (this.alpha === 0) return embeddings.clone();
    const mask = maskFromLengths(lengths, tokens);
    const { values } = sampleNoiseBatch(this, { mask, tokens, width, epoch, samples });
    return tidy(() => add(embeddings, tensor3d(values, [batch, tokens, width])));
  }
}

function assertLength(length: number, paddedLength: number): void {
  if (Number.isInteger(length) && length >= 0 && length <= paddedLength) return;
  throw new NoiseShapeError(`a sequence of ${length} tokens does not fit in a padded length of ${paddedLength}`);
}

function assertBatch(name: string, values: readonly number[], batch: number): void {
  if (values.length === batch) return;
  throw new NoiseShapeError(`${name} has ${values.length} entries for a batch of ${batch}`);
}
