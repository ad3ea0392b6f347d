import * as tf from "@tensorflow/tfjs";
import { scatterAdd } from "./scatter-add.ts";

/**
 * Cross-entropy of the softmax of logits with one right class a row: −log softmax(logits)[label].
 *
 * Fused: no logarithm and no one-hot matrix of the logits' size is made. log Σ exp comes from the largest term, whose probability
 * cannot underflow, so that logits of any size are fine; the gradient is the softmax with 1 taken off at the labels.
 *
 * @param logits [n, classes], float32
 * @param labels [n], int32, each in [0, classes)
 * @returns [n]: losses in nats, neither summed nor averaged
 * @throws Error when the shapes or types do not fit
 */
export function sparseSoftmaxCrossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor1D {
  const [n, classes] = logits.shape as [number, number];
  tf.util.assert(
    logits.rank === 2 && logits.dtype === "float32" && labels.dtype === "int32" && String(labels.shape) === String([n]),
    () =>
      `sparseSoftmaxCrossEntropy: logits are ${logits.dtype} [${logits.shape}], labels ${labels.dtype} [${labels.shape}], not float32 [n, classes] and int32 [n]`,
  );
  const op = tf.customGrad((...args) => {
    const [logits, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    const probabilities = tf.softmax(logits); // [n, classes]
    const picked = tf.gatherND(logits, tf.stack([tf.range(0, n, 1, "int32"), labels], 1)); // [n]
    // The logits' difference first: beside a large one the logarithm would lose its digits.
    const behind = tf.sub(tf.max(logits, -1), picked); // [n]
    save([probabilities, labels]);
    return {
      value: tf.sub(behind, tf.log(tf.max(probabilities, -1))),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [probabilities, labels] = saved as [tf.Tensor, tf.Tensor];
        const scaled = tf.mul(probabilities, tf.reshape(dy, [n, 1])); // [n, classes]
        const positions = tf.add(tf.range(0, n * classes, classes, "int32"), labels);
        return tf.reshape(scatterAdd(tf.reshape(scaled, [-1]), positions, tf.neg(dy)), [n, classes]);
      },
    };
  });
  return op(logits) as tf.Tensor1D;
}
