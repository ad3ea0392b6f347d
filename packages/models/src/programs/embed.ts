import { scatterAdd } from "@neftune/engine";
import * as tf from "@tensorflow/tfjs";

type Tensors = Record<string, tf.Tensor>;

/** ids [tokens], tokens [vocab, width] → x [tokens, width], times `scale`. */
export function embed(scale: number): (inputs: Tensors) => Tensors {
  return ({ ids, tokens }) => ({ x: scaled(tf.gather(tokens!, ids as tf.Tensor1D), scale) });
}

/**
 * Embeddings [tokens, width] with noise [tokens, width] added, all times `scale`; and norms [tokens], of the embeddings
 * before the noise.
 */
export function addNoise(scale: number): (inputs: Tensors) => Tensors {
  return ({ embedded, noise }) => ({
    x: scaled(tf.add(embedded!, noise!), scale),
    norms: tf.sqrt(tf.sum(tf.square(embedded!), -1)),
  });
}

/** Adds rows, times `scale`, to the rows of an embedding's gradient that their tokens name. */
export function addRows(scale: number): (inputs: Tensors) => Tensors {
  return ({ target, indices, rows }) => ({ target: scatterAdd(target!, indices!, scaled(rows!, scale)) });
}

function scaled(x: tf.Tensor, scale: number): tf.Tensor {
  return scale === 1 ? x : tf.mul(x, scale);
}
