import * as tf from "@tensorflow/tfjs";

/**
 * Root mean square layer normalisation (Zhang and Sennrich 2019): w · x / √(mean(x²) + ε), over the last axis.
 * The gradient is written out, which is half the operators that tfjs's tape would record.
 *
 * @param x […, width]
 * @param weight [width]
 * @returns […, width]
 */
export function rmsNorm(x: tf.Tensor, weight: tf.Tensor, epsilon: number): tf.Tensor {
  const op = tf.customGrad((...args) => {
    const [x, weight, save] = args as unknown as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const scale = tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), epsilon));
    save([x, weight, scale]);
    return {
      value: tf.mul(tf.mul(x, scale), weight),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, weight, scale] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        const normalized = tf.mul(x, scale);
        const scaled = tf.mul(dy, weight);
        const projection = tf.mean(tf.mul(scaled, normalized), -1, true);
        const dx = tf.mul(tf.sub(scaled, tf.mul(normalized, projection)), scale);
        return [dx, tf.sum(tf.mul(dy, normalized), [...x.shape.keys()].slice(0, -1))];
      },
    };
  });
  return op(x, weight);
}

/** The same with 1 + w for the weight, as Gemma's checkpoints have it. */
export function unitOffsetRmsNorm(x: tf.Tensor, weight: tf.Tensor, epsilon: number): tf.Tensor {
  return rmsNorm(x, tf.add(weight, 1), epsilon);
}
