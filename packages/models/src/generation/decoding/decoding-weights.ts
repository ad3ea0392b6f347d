import type { DeviceTensor, TensorSpec } from "@neftune/engine";
import type * as tf from "@tensorflow/tfjs";
import type { BlockContext } from "../../architectures/architecture.ts";

/** The weights that one token a sequence is computed with: the model's own, or copies of them in fewer bits. */
export interface DecodingWeights {
  /** Layers with the same key are served by one program; the others have programs of their own, with weights in them. */
  programKey(layer: number): string;
  /** What programs of a block take: its parameters by short name, without those that are part of the programs. */
  blockSpec(layer: number): Readonly<Record<string, TensorSpec>>;
  blockTensors(layer: number): Readonly<Record<string, DeviceTensor>>;
  /** @param tensors what `blockSpec` lists */
  linear(layer: number, tensors: Readonly<Record<string, tf.Tensor>>): BlockContext["linear"];
  /** The same of the head. */
  headSpec(): Readonly<Record<string, TensorSpec>>;
  headTensors(): Readonly<Record<string, DeviceTensor>>;
  /** hidden [rows, headWidth] → logits [rows, vocabSize] */
  logits(hidden: tf.Tensor, tensors: Readonly<Record<string, tf.Tensor>>): tf.Tensor;
}
