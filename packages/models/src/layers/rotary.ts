import * as tf from "@tensorflow/tfjs";

/**
 * Rotary position embedding (Su et al. 2021) in Hugging Face's layout: the two halves of a head are rotated against each other.
 *
 * @param x [tokens, heads, headDim]
 * @param cos [tokens, 1, headDim]
 * @param sin [tokens, 1, headDim]
 * @returns [tokens, heads, headDim]
 */
export function applyRotary(x: tf.Tensor, cos: tf.Tensor, sin: tf.Tensor): tf.Tensor {
  const rotate = tf.customGrad((...args) => {
    const [x, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    // Run eagerly, tfjs keeps nothing for the gradient but what is saved.
    save([cos, sin]);
    return {
      value: rotateBy(x, cos, sin),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [cos, sin] = saved as [tf.Tensor, tf.Tensor];
        // The inverse of a rotation turns the other way.
        return rotateBy(dy, cos, tf.neg(sin));
      },
    };
  });
  return rotate(x);
}

function rotateBy(x: tf.Tensor, cos: tf.Tensor, sin: tf.Tensor): tf.Tensor {
  const [first, second] = tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor];
  return tf.add(tf.mul(x, cos), tf.mul(tf.concat([tf.neg(second), first], -1), sin));
}

/**
 * Cosines and sines of every position's angles, position · θ^(−2i/headDim), computed in float64.
 *
 * @param positions position of each token in its sequence
 * @returns two arrays of [tokens, headDim], the second half repeating the first
 */
export function rotaryTables(
  positions: Int32Array,
  headDim: number,
  theta: number,
): { cos: Float32Array; sin: Float32Array } {
  const cos = new Float32Array(positions.length * headDim);
  const sin = new Float32Array(positions.length * headDim);
  const half = headDim / 2;
  for (let i = 0; i < half; i++) {
    const frequency = theta ** ((-2 * i) / headDim);
    for (let token = 0; token < positions.length; token++) {
      const angle = positions[token]! * frequency;
      const at = token * headDim + i;
      cos[at] = cos[at + half] = Math.cos(angle);
      sin[at] = sin[at + half] = Math.sin(angle);
    }
  }
  return { cos, sin };
}
