import { type NoiseDistribution, secondMoment } from "./distribution.ts";
import { type NoiseScaling, type SequenceLengths, scalingLength } from "./scaling.ts";

/** L2 norm, accumulated in float64. */
export function noiseNorm(values: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    sum += value * value;
  }
  return Math.sqrt(sum);
}

/**
 * The norm to expect over the n real tokens of one sequence: α·√(m·n/L), with m the distribution's second moment.
 *
 * Under `"tokens"` L = n, so it is α/√3 for uniform noise (2.887, 5.774, 8.660 at α = 5, 10, 15) whatever the length and
 * the width. It is the root of the mean square; the mean norm is lower by a relative 1/(10·n·d) (gaussian: 1/(4·n·d)).
 */
export function expectedNoiseNorm(
  options: SequenceLengths & { alpha: number; scaling: NoiseScaling; distribution: NoiseDistribution },
): number {
  const size = scalingLength(options.scaling, options);
  if (size === 0) return 0;
  return options.alpha * Math.sqrt((secondMoment(options.distribution) * options.length) / size);
}
