import * as tf from "@tensorflow/tfjs";

/** Which elements are kept, 1 or 0 each, and the share that is not. */
export interface DropoutMask {
  readonly kept: tf.Tensor;
  readonly probability: number;
}

/** Elements that are kept, divided by the share of them, as PyTorch's dropout does in training. */
export function dropout(x: tf.Tensor, { kept, probability }: DropoutMask): tf.Tensor {
  return tf.mul(tf.mul(x, 1 / (1 - probability)), tf.cast(kept, "float32"));
}
