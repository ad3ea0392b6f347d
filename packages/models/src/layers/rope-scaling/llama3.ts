import { defaultInverseFrequencies, type Rotary } from "../rotary.ts";
import { fixedRotary, type RotaryBase } from "./rotary-base.ts";

export interface Llama3Scaling {
  readonly factor: number;
  /** Waves longer than originalMaxPositions / lowFreqFactor are slowed down by the whole factor. */
  readonly lowFreqFactor: number;
  /** Waves shorter than originalMaxPositions / highFreqFactor are left as they are. */
  readonly highFreqFactor: number;
  readonly originalMaxPositions: number;
}

/** Llama 3.1's scaling: slow waves are slowed down, fast ones are not, those between are in between. */
export function llama3Rotary({ width, theta }: RotaryBase, scaling: Llama3Scaling): Rotary {
  const { factor, lowFreqFactor, highFreqFactor, originalMaxPositions } = scaling;
  const scale = (frequency: number) => {
    const waves = (originalMaxPositions * frequency) / (2 * Math.PI);
    const share = (waves - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
    const kept = Math.min(Math.max(share, 0), 1);
    return kept * frequency + ((1 - kept) * frequency) / factor;
  };
  return fixedRotary(width, () => defaultInverseFrequencies(width, theta).map(scale));
}
