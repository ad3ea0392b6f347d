import { NoiseConfigError } from "./errors/noise-config-error.ts";

/** The law of one element before scaling: U(−1, 1), or N(0, 1) for the paper's ablation. */
export type NoiseDistribution = "uniform" | "gaussian";

const RESOLUTION = 2 ** 24;

/** E[x²] of one element before scaling: 1/3 for U(−1, 1), 1 for N(0, 1). */
export function secondMoment(distribution: NoiseDistribution): number {
  return distribution === "uniform" ? 1 / 3 : 1;
}

/** @throws NoiseConfigError for any other word */
export function assertNoiseDistribution(value: string): asserts value is NoiseDistribution {
  if (value === "uniform" || value === "gaussian") return;
  throw new NoiseConfigError(`distribution must be "uniform" or "gaussian", not ${JSON.stringify(value)}`);
}

/**
 * 32 random bits to U(−1, 1).
 *
 * The top 24 bits choose one of 2^24 cells and the value is the cell's middle, (2k + 1)/2^24 − 1: exact in float32,
 * symmetric around 0, and never 0, −1 or 1.
 */
export function uniformFromBits(bits: number): number {
  return (2 * (bits >>> 8) + 1 - RESOLUTION) / RESOLUTION;
}

/** Writes `count` elements of U(−scale, scale) at `offset`, one a word. */
export function writeUniform(
  target: Float32Array,
  offset: number,
  count: number,
  words: Uint32Array,
  scale: number,
): void {
  for (let index = 0; index < count; index++) {
    target[offset + index] = uniformFromBits(words[index]!) * scale;
  }
}
