import * as tf from "@tensorflow/tfjs";
import { linear } from "../layers/linear.ts";

type Tensors = Record<string, tf.Tensor>;

/**
 * What the parts of the vocabulary looked at so far say of each slot. Every part's program takes it and gives it with its own
 * words in it; the first part, that of word 0, passes over what it is given.
 *
 * logSumExp: log Σ exp(logit); largest: the largest logit; target: the target's logit, 0 where it was not among the words,
 * [slots, 1] each; and for gradients expectedRow: Σ p·W with the softmax p of these words, targetRow: the target's row of W,
 * [slots, width] each; or else expectedLogit [slots, 1]: Σ p·logit.
 */
export function headState(slots: number, width: number, withGradients: boolean): Record<string, readonly number[]> {
  const numbers = { logSumExp: [slots, 1], largest: [slots, 1], target: [slots, 1] };
  return withGradients
    ? { ...numbers, expectedRow: [slots, width], targetRow: [slots, width] }
    : { ...numbers, expectedLogit: [slots, 1] };
}

/**
 * A part of the vocabulary, for training.
 *
 * Inputs: hidden [slots, width]; matrix [size, width], the part's rows of the output matrix; targets [slots]; begin [], the
 * part's first word; the state. Outputs: the state; probabilities [slots, size], the softmax of the part's words alone, and
 * partLogSumExp [slots, 1], for `partGradient`.
 */
export function partWithGradients(inputs: Tensors): Tensors {
  const { hidden, matrix } = inputs as Record<"hidden" | "matrix", tf.Tensor>;
  const { probabilities, partLogSumExp, place, isHere, before, share, partShare, state } = look(hidden, matrix, inputs);
  const row = tf.matMul(probabilities, matrix); //                                           [slots, width]
  const found = tf.mul(tf.gather(matrix, place), tf.cast(isHere, "float32")); //             [slots, width]
  return {
    ...state,
    expectedRow: tf.add(tf.mul(before("expectedRow"), share), tf.mul(row, partShare)),
    targetRow: tf.add(before("targetRow"), found),
    probabilities,
    partLogSumExp,
  };
}

/** The same for an output matrix that is not trained: the state alone, from which the gradient of `hidden` comes. */
export function partWithHiddenGradient(inputs: Tensors): Tensors {
  const { probabilities: _, partLogSumExp: __, ...state } = partWithGradients(inputs);
  return state;
}

/** The same without gradients: the state alone. */
export function partLosses(inputs: Tensors): Tensors {
  const { logits, probabilities, before, share, partShare, state } = look(inputs.hidden!, inputs.matrix!, inputs);
  const logit = tf.sum(tf.mul(probabilities, logits), -1, true); // [slots, 1]
  return { ...state, expectedLogit: tf.add(tf.mul(before("expectedLogit"), share), tf.mul(logit, partShare)) };
}

function look(hidden: tf.Tensor, matrix: tf.Tensor, inputs: Tensors) {
  const { targets, begin } = inputs as Record<"targets" | "begin", tf.Tensor>;
  const [slots] = targets.shape as [number];
  const [size] = matrix.shape as [number, number];
  const isFirst = tf.equal(begin, tf.scalar(0, "int32"));
  const before = (name: string) => tf.where(isFirst, tf.zerosLike(inputs[name]!), inputs[name]!);

  const logits = linear(hidden, matrix); //                                     [slots, size]
  const probabilities = tf.softmax(logits);
  const partLargest = tf.max(logits, -1, true); //                              [slots, 1], as all below
  // log Σ exp from the largest term, whose probability cannot underflow.
  const partLogSumExp = tf.sub(partLargest, tf.log(tf.max(probabilities, -1, true)));
  const known = tf.where(isFirst, partLogSumExp, inputs.logSumExp!);
  const top = tf.maximum(known, partLogSumExp);
  const mass = tf.where(isFirst, tf.zerosLike(known), tf.exp(tf.sub(known, top)));
  const logSumExp = tf.add(top, tf.log(tf.add(mass, tf.exp(tf.sub(partLogSumExp, top)))));
  const largest = tf.where(isFirst, partLargest, tf.maximum(inputs.largest!, partLargest));

  const column = tf.sub(targets, begin); //                                     [slots]
  const within = tf.logicalAnd(
    tf.greaterEqual(column, tf.scalar(0, "int32")),
    tf.less(column, tf.scalar(size, "int32")),
  );
  const place = tf.where(within, column, tf.zerosLike(column)) as tf.Tensor1D;
  const isHere = tf.reshape(within, [slots, 1]);
  const found = tf.reshape(tf.gatherND(logits, tf.stack([tf.range(0, slots, 1, "int32"), place], 1)), [slots, 1]);
  return {
    logits,
    probabilities,
    partLogSumExp,
    place,
    isHere,
    before,
    /** What a softmax over the words before and one over the part's count for in one over all. */
    share: tf.exp(tf.sub(known, logSumExp)),
    partShare: tf.exp(tf.sub(partLogSumExp, logSumExp)),
    state: { logSumExp, largest, target: tf.add(before("target"), tf.where(isHere, found, tf.zerosLike(found))) },
  };
}
