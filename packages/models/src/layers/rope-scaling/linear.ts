import { defaultInverseFrequencies, type Rotary } from "../rotary.ts";
import { fixedRotary, type RotaryBase } from "./rotary-base.ts";

/** Positions divided by `factor` (Chen et al. 2023, position interpolation). */
export function linearRotary({ width, theta }: RotaryBase, factor: number): Rotary {
  return fixedRotary(width, () => defaultInverseFrequencies(width, theta).map((frequency) => frequency / factor));
}
