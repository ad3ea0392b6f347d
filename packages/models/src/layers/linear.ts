import * as tf from "@tensorflow/tfjs";

/**
 * x·Wᵀ, with the weight as PyTorch's nn.Linear has it.
 *
 * @param x [tokens, in]
 * @param weight [out, in]
 * @returns [tokens, out]
 */
export function linear(x: tf.Tensor, weight: tf.Tensor): tf.Tensor {
  return tf.matMul(x, weight, false, true);
}
