import * as tf from "@tensorflow/tfjs";

/**
 * `applyRotary` on the first channels of each head, as many as the tables have, and the others as they are (GPT-NeoX's
 * `rotary_pct`).
 *
 * @param x […, positions, headDim]
 * @param cos [1, …, positions, width], width at most headDim
 */
export function applyPartialRotary(x: tf.Tensor, cos: tf.Tensor, sin: tf.Tensor): tf.Tensor {
  const [width, headDim] = [cos.shape.at(-1)!, x.shape.at(-1)!];
  if (width === headDim) return applyRotary(x, cos, sin);
  const [turned, kept] = tf.split(x, [width, headDim - width], -1) as [tf.Tensor, tf.Tensor];
  return tf.concat([applyRotary(turned, cos, sin), kept], -1);
}

/**
 * Rotary position embedding (Su et al. 2021) in Hugging Face's layout: the two halves of a head are rotated against each other.
 *
 * @param x […, headDim]
 * @param cos of a shape that is broadcast to that of x, [1, 1, positions, headDim] say
 * @param sin the same
 * @returns […, headDim]
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

/** Rotary positions of a kind of block. */
export interface Rotary {
  /** Channels of a head that are rotated, its first ones; even. */
  readonly width: number;
  /** Factor on cosines and sines, of the scalings that have one; 1 as a rule. */
  readonly attentionFactor: number;
  /**
   * Angle per position of each pair of channels, width / 2 of them.
   *
   * @param length of the longest sequence of the batch, on which some scalings depend
   */
  inverseFrequencies(length: number): Float64Array;
}

/** θ^(−2i/width), for the unscaled rotary positions. */
export function defaultInverseFrequencies(width: number, theta: number): Float64Array {
  return Float64Array.from({ length: width / 2 }, (_, i) => theta ** ((-2 * i) / width));
}

/**
 * Cosines and sines of the angles at positions 0, 1, …, computed in float64.
 *
 * @param positions how many
 * @param inverseFrequencies [width / 2]
 * @param attentionFactor factor on all of them
 * @returns two arrays of [positions, width], the second half of each row repeating the first
 */
export function rotaryTables(
  positions: number,
  inverseFrequencies: Float64Array,
  attentionFactor = 1,
): { cos: Float32Array; sin: Float32Array } {
  const half = inverseFrequencies.length;
  const width = 2 * half;
  const cos = new Float32Array(positions * width);
  const sin = new Float32Array(positions * width);
  for (let position = 0; position < positions; position++) {
    for (let i = 0; i < half; i++) {
      const angle = position * inverseFrequencies[i]!;
      const at = position * width + i;
      cos[at] = cos[at + half] = attentionFactor * Math.cos(angle);
      sin[at] = sin[at + half] = attentionFactor * Math.sin(angle);
    }
  }
  return { cos, sin };
}
