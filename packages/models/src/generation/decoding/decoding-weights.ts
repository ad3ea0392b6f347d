import type { DeviceTensor, TensorSpec } from "@neftune/engine";
import type * as tf from "@tensorflow/tfjs";
import type { BlockWeights } from "./block-halves.ts";

/** The weights that one token a sequence is computed with: the model's own, or copies of them in fewer bits. */
export interface DecodingWeights {
  /** Layers with the same key are served by one program; the others have programs of their own, with weights in them. */
  blockKey(layer: number): string;
  /** What programs of a block take of the model's numbers, without those that are part of the programs. */
  blockSpec(layer: number): Readonly<Record<string, TensorSpec>>;
  blockTensors(layer: number): Readonly<Record<string, DeviceTensor>>;
  /** @param tensors what `blockSpec` lists */
  block(layer: number, tensors: Readonly<Record<string, tf.Tensor>>): BlockWeights;
  /** The same of the head. */
  readonly headKey: string;
  readonly headSpec: Readonly<Record<string, TensorSpec>>;
  readonly headTensors: Readonly<Record<string, DeviceTensor>>;
  /** x [rows, width], what the last block puts out → logits [rows, vocabSize] */
  logits(x: tf.Tensor, tensors: Readonly<Record<string, tf.Tensor>>): tf.Tensor;
}
