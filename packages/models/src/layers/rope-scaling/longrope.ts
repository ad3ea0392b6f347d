import { defaultInverseFrequencies, type Rotary } from "../rotary.ts";
import type { RotaryBase } from "./rotary-base.ts";

export interface LongropeScaling {
  /** Divisor of each frequency, [width / 2], in batches whose longest sequence has at most `originalMaxPositions` tokens. */
  readonly shortFactor: readonly number[];
  /** The same in others. */
  readonly longFactor: readonly number[];
  readonly originalMaxPositions: number;
  /** How many times longer the model's sequences may be. */
  readonly factor: number;
  /** Default: √(1 + ln factor / ln originalMaxPositions). */
  readonly attentionFactor?: number | undefined;
}

/** LongRoPE (Ding et al. 2024), as Phi-3 has it. */
export function longropeRotary({ width, theta }: RotaryBase, scaling: LongropeScaling): Rotary {
  const { shortFactor, longFactor, originalMaxPositions, factor } = scaling;
  const inferred = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(originalMaxPositions));
  return {
    width,
    attentionFactor: scaling.attentionFactor ?? inferred,
    inverseFrequencies(length) {
      const divisors = length > originalMaxPositions ? longFactor : shortFactor;
      return defaultInverseFrequencies(width, theta).map((frequency, index) => frequency / divisors[index]!);
    },
  };
}
