import * as tf from "@tensorflow/tfjs";
import { gelu, geluTanh } from "./gelu.ts";

/** Activations of plain feed-forward layers, by the names that transformers gives them. */
export const activations: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  relu: (x) => tf.relu(x),
  gelu,
  gelu_new: geluTanh,
  gelu_fast: geluTanh,
  gelu_pytorch_tanh: geluTanh,
};
