import * as tf from "@tensorflow/tfjs";

export interface AttentionOptions {
  /**
   * [..., length, keys], of a shape that broadcasts to the scores': bool, true where a query may look; or float32, added to the
   * scores. It gets no gradient.
   */
  readonly mask?: tf.Tensor;
  /** Whether a query sees only keys up to its own position; default: false. */
  readonly causal?: boolean;
  /** What the scores are multiplied by; default: 1 / √width. */
  readonly scale?: number;
}

/** Added to the scores of what a query does not see; finite, so that a row that sees nothing stays a number. */
const hidden = -1e9;

/**
 * softmax(scale · q·kᵀ + mask) · v.
 *
 * The softmax's gradient needs rowsum(dP∘P); it is taken from the outputs as rowsum(dO∘O), the same number from a much smaller
 * tensor (Dao et al. 2022, FlashAttention, §3.1).
 *
 * @param q [batch, heads, length, width]
 * @param k [batch, heads, keys, width]
 * @param v [batch, heads, keys, valueWidth]
 * @returns [batch, heads, length, valueWidth]
 * @throws Error when the shapes do not fit
 */
export function scaledDotProductAttention(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  { mask, causal = false, scale = 1 / Math.sqrt(q.shape.at(-1)!) }: AttentionOptions = {},
): tf.Tensor {
  const [length, keys] = [q.shape[2]!, k.shape[2]!];
  const expected = [...q.shape.slice(0, 2), keys];
  tf.util.assert(
    q.rank === 4 &&
      String(k.shape) === String([...expected, q.shape[3]]) &&
      v.rank === 4 &&
      String(v.shape.slice(0, 3)) === String(expected),
    () =>
      `scaledDotProductAttention: q [${q.shape}], k [${k.shape}] and v [${v.shape}] are not [batch, heads, length, width] with as many keys as values`,
  );
  const op = tf.customGrad((...args) => {
    const [q, k, v, save] = args as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const scaled = tf.mul(q, scale); //                            [batch, heads, length, width]
    let scores = tf.matMul(scaled, k, false, true); //             [batch, heads, length, keys]
    if (mask) scores = tf.add(scores, mask.dtype === "bool" ? additive(mask) : mask);
    if (causal) scores = tf.add(scores, causalMask(length, keys));
    const probabilities = tf.softmax(scores);
    const output = tf.matMul(probabilities, v); //                 [batch, heads, length, valueWidth]
    save([scaled, k, v, probabilities, output]);
    return {
      value: output,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [scaled, k, v, probabilities, output] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        const dProbabilities = tf.matMul(dy, v, false, true);
        const rowSums = tf.sum(tf.mul(dy, output), -1, true);
        const dScores = tf.mul(probabilities, tf.sub(dProbabilities, rowSums));
        return [
          tf.mul(tf.matMul(dScores, k), scale),
          tf.matMul(dScores, scaled, true, false),
          tf.matMul(probabilities, dy, true, false),
        ];
      },
    };
  });
  return op(q, k, v);
}

/** 0 where the mask is true. */
function additive(mask: tf.Tensor): tf.Tensor {
  return tf.mul(tf.sub(1, tf.cast(mask, "float32")), hidden);
}

/** [length, keys]: 0 on and below the diagonal. */
function causalMask(length: number, keys: number): tf.Tensor {
  const mask = new Float32Array(length * keys);
  for (let query = 0; query < length; query++)
    mask.fill(hidden, query * keys + Math.min(keys, query + 1), (query + 1) * keys);
  return tf.tensor2d(mask, [length, keys]);
}
