import * as tf from "@tensorflow/tfjs";

/**
 * Rows picked by index, where the caller also knows the way back, so that the gradient is a gather as well and needs no scatter.
 *
 * @param x [n, ...]
 * @param forward [m], int32: row of `x` at each row of the result
 * @param backward [n], int32: row of the result whose gradient each row of `x` gets. A row of `x` that is not picked must
 *   point to a row whose gradient is zero.
 * @returns [m, ...]
 */
export function permuteRows(x: tf.Tensor, forward: tf.Tensor, backward: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((...args) => {
    const [operand, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    // Run eagerly, tfjs keeps nothing for the gradient but what is saved.
    save([backward]);
    return {
      value: tf.gather(operand, forward as tf.Tensor1D),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.gather(dy, saved[0] as tf.Tensor1D),
    };
  });
  return op(x);
}
