import * as tf from "@tensorflow/tfjs";

/**
 * x·Wᵀ + b, with the weight as PyTorch's nn.Linear has it.
 *
 * @param x [tokens, in]
 * @param weight [out, in]
 * @param bias [out]
 * @returns [tokens, out]
 */
export function linear(x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor): tf.Tensor {
  return withBias(tf.matMul(x, weight, false, true), bias);
}

/** x·W + b, with the weight as transformers' Conv1D has it, [in, out]. */
export function conv1d(x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor): tf.Tensor {
  return withBias(tf.matMul(x, weight), bias);
}

function withBias(x: tf.Tensor, bias: tf.Tensor | undefined): tf.Tensor {
  return bias ? tf.add(x, bias) : x;
}
