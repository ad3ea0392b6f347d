import * as tf from "@tensorflow/tfjs";
import type { AttentionShape, HeadNorms } from "./attention.ts";
import { applyPartialRotary } from "./rotary.ts";

/** Cosines and sines of each token's angles, [tokens, rotary width]; null: nothing is rotated. */
export type TokenAngles = { readonly cos: tf.Tensor; readonly sin: tf.Tensor } | null;

/**
 * Queries, keys and values as attention takes them: normalised and rotated, not scaled.
 *
 * @param qkv [tokens, (heads + 2 · kvHeads) · headDim]
 * @returns q [tokens, heads · headDim]; k, v [tokens, kvHeads · headDim]
 */
export function rotatedHeads(
  qkv: tf.Tensor,
  { heads, kvHeads, headDim }: AttentionShape,
  angles: TokenAngles,
  norms?: HeadNorms,
): Record<"q" | "k" | "v", tf.Tensor> {
  const tokens = qkv.shape[0]!;
  const [queryWidth, keyWidth] = [heads * headDim, kvHeads * headDim];
  const turn = (x: tf.Tensor) => {
    if (!angles) return x;
    const [cos, sin] = [angles.cos, angles.sin].map((table) => tf.reshape(table, [tokens, 1, table.shape[1]!]));
    return applyPartialRotary(x, cos!, sin!);
  };
  if (!norms) {
    // One rotation for queries and keys together.
    const [qk, v] = tf.split(qkv, [queryWidth + keyWidth, keyWidth], 1) as [tf.Tensor, tf.Tensor];
    const turned = tf.reshape(turn(tf.reshape(qk, [tokens, heads + kvHeads, headDim])), [
      tokens,
      queryWidth + keyWidth,
    ]);
    const [q, k] = tf.split(turned, [queryWidth, keyWidth], 1) as [tf.Tensor, tf.Tensor];
    return { q, k, v };
  }
  const [q, k, v] = tf.split(qkv, [queryWidth, keyWidth, keyWidth], 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const byHead = (x: tf.Tensor, count: number) => tf.reshape(x, [tokens, count, headDim]);
  return {
    q: tf.reshape(turn(norms.query(byHead(q, heads))), [tokens, queryWidth]),
    k: tf.reshape(turn(norms.key(byHead(k, kvHeads))), [tokens, keyWidth]),
    v,
  };
}
