import * as tf from "@tensorflow/tfjs";

/**
 * SiLU(gate) · up (Shazeer 2020), element by element.
 *
 * @param gate [tokens, intermediate]
 * @param up [tokens, intermediate]
 * @returns [tokens, intermediate]
 */
export function swiglu(gate: tf.Tensor, up: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((...args) => {
    const [gate, up, save] = args as unknown as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const sigmoid = tf.sigmoid(gate);
    const silu = tf.mul(gate, sigmoid);
    save([up, sigmoid, silu]);
    return {
      value: tf.mul(silu, up),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [up, sigmoid, silu] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        // d silu(g)/dg = σ + silu·(1 − σ)
        const slope = tf.add(sigmoid, tf.mul(silu, tf.sub(1, sigmoid)));
        return [tf.mul(tf.mul(dy, up), slope), tf.mul(dy, silu)];
      },
    };
  });
  return op(gate, up);
}
