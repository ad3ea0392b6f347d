import { defaultInverseFrequencies, type Rotary } from "../rotary.ts";

/** What every rotary embedding has. */
export interface RotaryBase {
  /** Channels of a head that are rotated; even. */
  readonly width: number;
  /** The base of the angles' geometric series; 10,000 as a rule. */
  readonly theta: number;
}

/**
 * Rotary positions whose angles do not depend on the length of a sequence.
 *
 * @param compute the frequencies; called when they are first asked for, so that a config.json's claims cost no memory
 */
export function fixedRotary(width: number, compute: () => Float64Array, attentionFactor = 1): Rotary {
  let computed: Float64Array | undefined;
  return {
    width,
    attentionFactor,
    inverseFrequencies() {
      computed ??= compute();
      return computed;
    },
  };
}

/** Rotary positions as they were first described (Su et al. 2021). */
export function defaultRotary({ width, theta }: RotaryBase): Rotary {
  return fixedRotary(width, () => defaultInverseFrequencies(width, theta));
}
