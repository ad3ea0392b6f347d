import * as tf from "@tensorflow/tfjs";
import { allocate, type DataType, tfjsType } from "../dtype.ts";
import { withBackend } from "../trace/with-backend.ts";
import { float, type TensorData } from "./tensor-data.ts";

type SingleResult = (inputs: Record<string, tf.Tensor>) => tf.Tensor;
type NamedData = Readonly<Record<string, TensorData>>;

export interface ReferenceResult {
  readonly y: TensorData;
  /** Cotangent that the gradients belong to; seeded. */
  readonly dy: TensorData;
  /** Gradients by the inputs' names. */
  readonly gradients: Record<string, TensorData>;
}

/** What tfjs's own cpu backend makes of a function, called eagerly and without anything of this package. */
export function evaluateReference(fn: SingleResult, inputs: NamedData, wrt: readonly string[]): ReferenceResult {
  return withBackend("cpu", () => {
    (tf.backend() as { firstUse?: boolean }).firstUse = false;
    const tensors = Object.fromEntries(Object.entries(inputs).map(([name, given]) => [name, toTensor(given)]));
    const y = fromTensor(fn(tensors));
    const dy = float(y.shape, undefined, 99);
    if (wrt.length === 0) return { y, dy, gradients: {} };
    const differentiate = tf.grads((...parameters: tf.Tensor[]) =>
      fn({ ...tensors, ...Object.fromEntries(wrt.map((name, i) => [name, parameters[i]!])) }),
    );
    const results = differentiate(
      wrt.map((name) => tensors[name]!),
      toTensor(dy),
    );
    return { y, dy, gradients: Object.fromEntries(wrt.map((name, i) => [name, fromTensor(results[i]!)])) };
  });
}

/** The numbers as tfjs has them. */
export function toTensor({ data, shape, dtype }: TensorData): tf.Tensor {
  return tf.tensor(dtype === "uint8" ? Int32Array.from(data) : data.slice(), [...shape], tfjsType(dtype));
}

function fromTensor(tensor: tf.Tensor): TensorData {
  const dtype = tensor.dtype as DataType;
  const data = allocate(dtype, tensor.size);
  data.set(tensor.dataSync());
  return { shape: tensor.shape, dtype, data };
}
