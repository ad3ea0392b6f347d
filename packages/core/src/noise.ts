import { writeGaussian } from "./box-muller.ts";
import { type NoiseDistribution, writeUniform } from "./distribution.ts";
import { NoiseConfigError } from "./errors/noise-config-error.ts";
import { NoiseShapeError } from "./errors/noise-shape-error.ts";
import { fillThreefry2x32, threefry2x32 } from "./threefry.ts";

export interface SampleNoiseOptions {
  /** A nonnegative safe integer. */
  seed: number;
  /** Pass over the data, an integer in [0, 2^32). */
  epoch: number;
  /** The sequence's place in the data set, an integer in [0, 2^32); not its row in the batch. */
  sample: number;
  /** Tokens to write. */
  length: number;
  /** The embedding's width. */
  width: number;
  /** Factor on every element; see `noiseScale`. */
  scale: number;
  distribution: NoiseDistribution;
}

/**
 * Writes the noise of one sequence, [length, width] row-major, to the front of `target`.
 *
 * The elements 2j and 2j + 1 of the token at position p depend on (seed, epoch, sample, p, j) and on nothing else: the
 * seed is the Threefry key and (epoch, sample) the counter of the sequence's own key; under that, (p, j) is the counter
 * of the pair. So batch size, padding, order and interruptions leave the noise as it is.
 *
 * @throws NoiseConfigError for a seed, epoch or sample out of range
 * @throws NoiseShapeError if `target` is too small
 */
export function sampleNoise(target: Float32Array, options: SampleNoiseOptions): void {
  const { seed, epoch, sample, length, width, scale, distribution } = options;
  assertSeed(seed);
  assertCounter("epoch", epoch);
  assertCounter("sample", sample);
  assertFits(target, length, width);
  const write = distribution === "uniform" ? writeUniform : writeGaussian;
  const [key0, key1] = threefry2x32(seed, Math.floor(seed / 2 ** 32), epoch, sample);
  const words = new Uint32Array(width + (width % 2));
  for (let position = 0; position < length; position++) {
    fillThreefry2x32(words, key0, key1, position);
    write(target, position * width, width, words, scale);
  }
}

/** @throws NoiseConfigError unless it is a nonnegative safe integer */
export function assertSeed(seed: number): void {
  if (Number.isSafeInteger(seed) && seed >= 0) return;
  throw new NoiseConfigError(`seed must be an integer from 0 to 2^53 − 1, not ${seed}`);
}

/** @throws NoiseShapeError unless `target` has room for [length, width] */
export function assertFits(target: Float32Array, length: number, width: number): void {
  if (target.length >= length * width) return;
  throw new NoiseShapeError(`noise of ${length} tokens × ${width} does not fit in ${target.length} elements`);
}

function assertCounter(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 0 && value < 2 ** 32) return;
  throw new NoiseConfigError(`${name} must be an integer from 0 to 2^32 − 1, not ${value}`);
}
