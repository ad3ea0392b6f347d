import * as tf from "@tensorflow/tfjs";
import { cases, type KernelCase } from "../kernel-case.ts";
import { edgeValues, float, int } from "../tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;
type Unary = (x: tf.Tensor) => tf.Tensor;

const edges = { "edge values": { x: float([edgeValues.length], edgeValues) } };
const floats = { "a scalar": { x: float([]) }, "a cube": { x: float([2, 3, 4]) }, "no elements": { x: float([2, 0]) } };
const integers = { integers: { x: int([6], [-3, -1, 0, 1, 6, 9]) } };

const activation = (kernel: string, op: Unary, inputs: Readonly<Record<string, KernelCase["inputs"]>>): KernelCase[] =>
  cases(kernel, ({ x }: Tensors) => op(x!), inputs);

export const activationCases: readonly KernelCase[] = [
  ...activation("Elu", tf.elu, { ...floats, ...edges }),
  ...activation("EluGrad", (x) => tf.grad(tf.elu)(x), { ...floats, ...edges }).map((c) => ({ ...c, wrt: [] })),
  ...activation("Selu", tf.selu, { ...floats, ...edges, ...integers }),
  ...activation("LeakyRelu", (x) => tf.leakyRelu(x, 0.3), { ...floats, ...edges, ...integers }),
  ...activation("Relu6", tf.relu6, { ...floats, ...edges, ...integers }),
  ...cases("Prelu", ({ x, alpha }: Tensors) => tf.prelu(x!, alpha!), {
    "a slope for each channel": { x: float([2, 3, 4]), alpha: float([4], undefined, 5) },
    "one slope": { x: float([5]), alpha: float([]) },
    "edge values": { x: float([edgeValues.length], edgeValues), alpha: float([1], [0.25]) },
  }),
];
