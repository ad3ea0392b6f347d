import { defaultInverseFrequencies, type Rotary } from "../rotary.ts";
import type { RotaryBase } from "./rotary-base.ts";

export interface DynamicScaling {
  readonly factor: number;
  /** Length up to which nothing is scaled. */
  readonly maxPositions: number;
}

/**
 * The base grows with the longest sequence of the batch once that is longer than the model was trained for:
 * θ · (factor · length / maxPositions − (factor − 1))^(width / (width − 2)), "dynamic NTK" in transformers.
 */
export function dynamicRotary({ width, theta }: RotaryBase, { factor, maxPositions }: DynamicScaling): Rotary {
  return {
    width,
    attentionFactor: 1,
    inverseFrequencies(length) {
      const stretch = (factor * Math.max(length, maxPositions)) / maxPositions - (factor - 1);
      return defaultInverseFrequencies(width, theta * stretch ** (width / (width - 2)));
    },
  };
}
