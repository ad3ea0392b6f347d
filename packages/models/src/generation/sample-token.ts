import { threefry2x32 } from "@neftune/core";
import { argmax } from "./argmax.ts";

/**
 * A number from 0 up to 1 for one token of one sequence. It is a function of its place alone (Threefry-2x32, 53 bits), so that a
 * sequence does not depend on the batch around it.
 */
export function uniformAt(seed: number, sequence: number, step: number): number {
  const [high, low] = threefry2x32(seed % 2 ** 32, Math.floor(seed / 2 ** 32), sequence, step);
  return ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
}

/**
 * Draws a token from the softmax of the logits.
 *
 * @param logits [vocabSize]
 * @param uniform a number from 0 up to 1: the token at this place of the cumulative distribution is taken
 */
export function sampleToken(logits: Float32Array, uniform: number): number {
  const best = argmax(logits);
  const largest = logits[best]!;
  let total = 0;
  for (let id = 0; id < logits.length; id++) total += Math.exp(logits[id]! - largest);
  let left = uniform * total;
  for (let id = 0; id < logits.length; id++) {
    const weight = Math.exp(logits[id]! - largest);
    if (left < weight) return id;
    left -= weight;
  }
  // Only rounding leads here.
  return best;
}
