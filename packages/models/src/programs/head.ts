import { permuteRows } from "@neftune/engine";
import * as tf from "@tensorflow/tfjs";
import type { Architecture } from "../architectures/architecture.ts";
import { linear } from "../layers/linear.ts";
import { adaptedWeights } from "./linear-layer.ts";
import type { Part } from "./part.ts";

type Tensors = Record<string, tf.Tensor>;

/** The architecture's output at the label slots: x [tokens, width] → hidden [labelled, headWidth]. */
export function headInput(architecture: Architecture, part: Part): (inputs: Tensors) => tf.Tensor {
  return ({ x, select, unselect, ...inputs }) =>
    architecture.output(permuteRows(x!, select!, unselect!), adaptedWeights(part, inputs));
}

/**
 * Cross-entropy and its gradient at label slots, of what the parts of the vocabulary left in the state (see `headState`).
 *
 * Every part i has a softmax of its own, pᵢ, with log-sum-exp lseᵢ; with lse over all parts the whole softmax is fᵢ·pᵢ, where
 * fᵢ = exp(lseᵢ − lse) is one number a slot. The factors go to the [slots, width] side of each product, and the one-hot part of
 * the gradient weight·(p − onehot(y)) is never subtracted from anything of the logits' size:
 * dx = weight·(p·W − W[y]), dWᵢ = pᵢᵀ·(weight·fᵢ·x) (`partGradient`), and −weight·x is added to the rows y of dW afterwards.
 * The entropy comes from the same product: H = lse − Σ p·logit = lse − x·(p·W).
 *
 * Inputs: hidden [slots, width], the x of the formulas; weights [slots], 0 in spare slots; the state.
 * Outputs: nll, entropy, correct [slots]; dHidden [slots, width]; targetRows [slots, width], to be added to the rows y.
 */
export function lossesAndGradients(inputs: Tensors): Tensors {
  const { hidden, weights, expectedRow, targetRow } = inputs as Record<
    "hidden" | "weights" | "expectedRow" | "targetRow",
    tf.Tensor
  >;
  const scale = tf.reshape(weights, [-1, 1]);
  return {
    ...losses({ ...inputs, expectedLogit: tf.sum(tf.mul(hidden, expectedRow), -1, true) }),
    dHidden: tf.mul(tf.sub(expectedRow, targetRow), scale),
    targetRows: tf.neg(tf.mul(hidden, scale)),
  };
}

/** The same without gradients: nll, entropy and correct [slots] of the state. */
export function losses({ logSumExp, largest, target, expectedLogit }: Tensors): Tensors {
  return {
    nll: tf.squeeze(tf.sub(logSumExp!, target!), [1]),
    entropy: tf.squeeze(tf.sub(logSumExp!, expectedLogit!), [1]),
    correct: tf.cast(tf.squeeze(tf.greaterEqual(target!, largest!), [1]), "float32"),
  };
}

/**
 * Gradient of a part's rows of the output matrix, but for the targets' rows.
 *
 * Inputs: probabilities [slots, size] and partLogSumExp [slots, 1] of the part; logSumExp [slots, 1] of all parts;
 * targetRows [slots, width]; acc_matrix [size, width], where it is given, is added. Output: d_matrix [size, width].
 */
export function partGradient(inputs: Tensors): Tensors {
  const { probabilities, partLogSumExp, logSumExp, targetRows } = inputs as Record<
    "probabilities" | "partLogSumExp" | "logSumExp" | "targetRows",
    tf.Tensor
  >;
  const factor = tf.neg(tf.exp(tf.sub(partLogSumExp, logSumExp)));
  // Transposed first: a product with a transposed left side reads it against the grain.
  const product = tf.matMul(tf.transpose(probabilities), tf.mul(targetRows, factor));
  return { d_matrix: inputs.acc_matrix ? tf.add(product, inputs.acc_matrix) : product };
}

/** hidden [slots, width], matrix [size, width], a part's rows of the output matrix → logits [slots, size]. */
export function partLogits({ hidden, matrix }: Tensors): Tensors {
  return { logits: linear(hidden!, matrix!) };
}
