import { NoiseConfigError } from "./errors/noise-config-error.ts";

/**
 * Which L stands in α/√(L·d).
 *
 * - `"tokens"`: the real tokens of the sequence (with packing, of its segment); pads get no noise. The rule of the
 *   paper's own training code.
 * - `"padded"`: the padded length of the batch; pads get noise too. The rule of Hugging Face's trainers.
 */
export type NoiseScaling = "tokens" | "padded";

export interface SequenceLengths {
  /** Real tokens of the sequence. */
  length: number;
  /** Length to which its batch is padded. */
  paddedLength: number;
}

/** @throws NoiseConfigError for any other word */
export function assertNoiseScaling(value: string): asserts value is NoiseScaling {
  if (value === "tokens" || value === "padded") return;
  throw new NoiseConfigError(`scaling must be "tokens" or "padded", not ${JSON.stringify(value)}`);
}

/** The L of the rule. */
export function scalingLength(scaling: NoiseScaling, { length, paddedLength }: SequenceLengths): number {
  return scaling === "tokens" ? length : paddedLength;
}

/**
 * α/√(L·d), the factor on U(−1, 1): arXiv 2310.05914, algorithm 1. A sequence without tokens has scale 0.
 */
export function noiseScale(
  options: SequenceLengths & {
    alpha: number;
    scaling: NoiseScaling;
    /** d, the embedding's width. */
    width: number;
  },
): number {
  const size = scalingLength(options.scaling, options) * options.width;
  return size === 0 ? 0 : options.alpha / Math.sqrt(size);
}
