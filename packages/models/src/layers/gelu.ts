import * as tf from "@tensorflow/tfjs";

/** x · Φ(x), with the normal distribution's Φ by the error function (Hendrycks and Gimpel 2016): Hugging Face's `gelu`. */
export function gelu(x: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((...args) => {
    const [x, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    const cumulative = tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
    save([x, cumulative]);
    return {
      value: tf.mul(x, cumulative),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, cumulative] = saved as [tf.Tensor, tf.Tensor];
        const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
        return tf.mul(dy, tf.add(cumulative, tf.mul(x, density)));
      },
    };
  });
  return op(x);
}

const outer = Math.sqrt(2 / Math.PI);
const cubic = 0.044715;

/**
 * tanh(√(2/π) · (x + 0.044715·x³)), which stands for 2Φ(x) − 1 in the approximation that Hugging Face calls `gelu_new` and
 * `gelu_pytorch_tanh`.
 */
export function geluTanhOf(x: tf.Tensor): tf.Tensor {
  return tf.tanh(tf.mul(tf.mul(x, outer), tf.add(tf.mul(tf.square(x), cubic), 1)));
}

/** Derivative of `geluTanh` at x, with the tanh that `geluTanhOf` gives: ½(1 + t) + ½x(1 − t²)·√(2/π)·(1 + 3·0.044715·x²). */
export function geluTanhSlope(x: tf.Tensor, t: tf.Tensor): tf.Tensor {
  const inner = tf.add(tf.mul(tf.square(x), (3 * cubic * outer) / 2), outer / 2);
  const rising = tf.mul(tf.mul(x, tf.sub(1, tf.square(t))), inner);
  return tf.add(tf.mul(tf.add(t, 1), 0.5), rising);
}

/** ½x · (1 + tanh(√(2/π) · (x + 0.044715·x³))): Hugging Face's `gelu_new` and `gelu_pytorch_tanh`. */
export function geluTanh(x: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((...args) => {
    const [x, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    const t = geluTanhOf(x);
    save([x, t]);
    return {
      value: tf.mul(tf.mul(x, 0.5), tf.add(t, 1)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, geluTanhSlope(saved[0]!, saved[1]!)),
    };
  });
  return op(x);
}
