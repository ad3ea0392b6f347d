import * as tf from "@tensorflow/tfjs";
import type { DropoutMask } from "./dropout.ts";

export interface AttentionShape {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  /** Factor on the queries; 1 / √headDim as a rule. */
  readonly scale: number;
}

/** Norms of each head's queries and keys, over the last axis, ahead of the rotation; Qwen 3 and Gemma 3 have them. */
export interface HeadNorms {
  readonly query: (q: tf.Tensor) => tf.Tensor;
  readonly key: (k: tf.Tensor) => tf.Tensor;
}

/**
 * softmax(q·kᵀ + mask)·v, with queries already scaled. Queries that share a key/value head are stacked, so that grouped-query
 * attention repeats no key and no value.
 *
 * The softmax's gradient needs rowsum(dP∘P); it is taken from the outputs as rowsum(dO∘O), which is the same number from a much
 * smaller tensor, with dropout and without (Dao et al. 2022, FlashAttention, §3.1 and appendix B.4).
 *
 * @param q [batch, kvHeads, group·length, headDim]
 * @param k [batch, kvHeads, length, headDim]
 * @param v [batch, kvHeads, length, headDim]
 * @param mask [length, length], 0 where a query may look, a large negative number where not
 * @param dropout of probabilities, [batch, heads, length, length]
 * @returns [batch, kvHeads, group·length, headDim]
 */
export function attention(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  mask: tf.Tensor,
  dropout: DropoutMask | null = null,
): tf.Tensor {
  const length = mask.shape[0]!;
  // Dividing what comes out by the share that is kept spares the probabilities a pass.
  const scaled = (x: tf.Tensor) => (dropout ? tf.div(x, 1 - dropout.probability) : x);
  const seen = (x: tf.Tensor) => (dropout ? tf.mul(x, tf.cast(tf.reshape(dropout.kept, x.shape), "float32")) : x);
  const op = tf.customGrad((...args) => {
    const [q, k, v, save] = args as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const scores = tf.matMul(q, k, false, true);
    const masked = tf.add(tf.reshape(scores, [-1, length, length]), mask);
    const probabilities = tf.reshape(tf.softmax(masked), scores.shape);
    const output = scaled(tf.matMul(seen(probabilities), v));
    save([q, k, v, probabilities, output]);
    return {
      value: output,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [q, k, v, probabilities, output] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        const dSeen = scaled(dy);
        const dProbabilities = seen(tf.matMul(dSeen, v, false, true));
        const rowSums = tf.sum(tf.mul(dy, output), -1, true);
        const dScores = tf.mul(probabilities, tf.sub(dProbabilities, rowSums));
        const dValues = tf.matMul(seen(probabilities), dSeen, true, false);
        return [tf.matMul(dScores, k), tf.matMul(dScores, q, true, false), dValues];
      },
    };
  });
  return op(q, k, v);
}

/**
 * [length, length]: 0 where a query may look, at itself and before, −1e9 elsewhere.
 *
 * @param window how far back, itself included; null: without limit
 */
export function causalMask(length: number, window: number | null = null): Float32Array {
  const mask = new Float32Array(length * length);
  for (let query = 0; query < length; query++) {
    mask.fill(-1e9, query * length + query + 1, (query + 1) * length);
    if (window !== null && query >= window) mask.fill(-1e9, query * length, query * length + query - window + 1);
  }
  return mask;
}
