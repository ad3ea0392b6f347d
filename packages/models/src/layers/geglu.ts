import * as tf from "@tensorflow/tfjs";
import { geluTanhOf, geluTanhSlope } from "./gelu.ts";

/**
 * GELU(gate) · up (Shazeer 2020), element by element, with GELU in the tanh approximation.
 *
 * @param gate [tokens, intermediate]
 * @param up [tokens, intermediate]
 * @returns [tokens, intermediate]
 */
export function geglu(gate: tf.Tensor, up: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((...args) => {
    const [gate, up, save] = args as unknown as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const t = geluTanhOf(gate);
    save([gate, up, t]);
    return {
      value: tf.mul(tf.mul(tf.mul(gate, 0.5), tf.add(t, 1)), up),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [gate, up, t] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        const activated = tf.mul(tf.mul(gate, 0.5), tf.add(t, 1));
        return [tf.mul(tf.mul(dy, up), geluTanhSlope(gate, t)), tf.mul(dy, activated)];
      },
    };
  });
  return op(gate, up);
}
