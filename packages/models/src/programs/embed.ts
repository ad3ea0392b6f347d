import * as tf from "@tensorflow/tfjs";

type Tensors = Record<string, tf.Tensor>;

/** ids [tokens], tokens [vocab, width] → x [tokens, width]. */
export function embed({ ids, tokens }: Tensors): Tensors {
  return { x: tf.gather(tokens!, ids as tf.Tensor1D) };
}

/** Embeddings [tokens, width] with noise [tokens, width] added; and norms [tokens], of the embeddings before it. */
export function addNoise({ embedded, noise }: Tensors): Tensors {
  return { x: tf.add(embedded!, noise!), norms: tf.sqrt(tf.sum(tf.square(embedded!), -1)) };
}
