import type { Rotary } from "../../layers/rotary.ts";

/**
 * Cosines and sines of each token's rotary angles, computed in float64.
 *
 * @param positions of each token in its sequence
 * @param lengths of each token's sequence, on which some scalings depend: of its own, whatever else is in the batch
 * @returns two arrays of [tokens, width], the second half of each row repeating the first
 */
export function tokenAngles(
  rotary: Rotary,
  positions: ArrayLike<number>,
  lengths: ArrayLike<number>,
): Record<"cos" | "sin", Float32Array> {
  const { width, attentionFactor } = rotary;
  const half = width / 2;
  const cos = new Float32Array(positions.length * width);
  const sin = new Float32Array(positions.length * width);
  const known = new Map<number, Float64Array>();
  for (let token = 0; token < positions.length; token++) {
    const length = lengths[token]!;
    const frequencies = known.get(length) ?? rotary.inverseFrequencies(length);
    known.set(length, frequencies);
    for (let i = 0; i < half; i++) {
      const angle = positions[token]! * frequencies[i]!;
      const at = token * width + i;
      cos[at] = cos[at + half] = attentionFactor * Math.cos(angle);
      sin[at] = sin[at + half] = attentionFactor * Math.sin(angle);
    }
  }
  return { cos, sin };
}
