import * as tf from "@tensorflow/tfjs";
import { cases, type KernelCase } from "../kernel-case.ts";
import { edgeValues, float, int, positive, type TensorData } from "../tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;
type Unary = (x: tf.Tensor) => tf.Tensor;

const many = edgeValues.length;
const edges = float([many], edgeValues);
const integers = int([5], [-2, -1, 0, 1, 2]);
const wide = { "a scalar": { x: float([]) }, "a cube": { x: float([2, 3, 4]) }, "no elements": { x: float([2, 0]) } };
const within = { "between −1 and 1": { x: float([2, 4], [-0.99, -0.6, -0.3, -1e-4, 0, 1e-3, 0.5, 0.9]) } };

const unary = (
  kernel: string,
  op: Unary,
  inputs: Readonly<Record<string, KernelCase["inputs"]>>,
  tolerance?: number,
): KernelCase[] => cases(kernel, ({ x }: Tensors) => op(x!), inputs, tolerance ? { tolerance } : {});

const withEdges = (x: TensorData = edges) => ({ "edge values": { x }, integers: { x: integers } });

export const trigonometryCases: readonly KernelCase[] = [
  ...unary("Tan", tf.tan, { ...wide, ...within }, 1e-4),
  ...unary("Sinh", tf.sinh, { ...wide, ...withEdges() }),
  ...unary("Cosh", tf.cosh, wide),
  ...unary("Asin", tf.asin, { ...within, ...withEdges() }),
  ...unary("Acos", tf.acos, { ...within, ...withEdges() }),
  ...unary("Atan", tf.atan, { ...wide, ...withEdges() }),
  ...unary("Asinh", tf.asinh, { ...wide, integers: { x: integers } }),
  ...unary("Acosh", tf.acosh, { "above 1": { x: float([4], [1.01, 1.5, 2, 40]) }, integers: { x: integers } }),
  ...unary("Atanh", tf.atanh, { ...within, integers: { x: int([3], [-1, 0, 1]) } }),
  ...cases("Atan2", ({ a, b }: Tensors) => tf.atan2(a!, b!), {
    "broadcast, all quadrants": { a: float([2, 3, 1]), b: float([4], [-1.5, -0.2, 0.3, 2]) },
    "equal shapes": { a: float([2, 3]), b: positive([2, 3]) },
    integers: { a: int([5], [-2, -1, 0, 1, 2]), b: int([2, 1], [-1, 3]) },
    "no elements": { a: float([0]), b: float([0]) },
  }),
  ...cases(
    "Atan2",
    ({ a, b }: Tensors) => tf.atan2(a!, b!),
    { "every pair of edge values": { a: float([many, 1], edgeValues), b: float([1, many], edgeValues) } },
    { wrt: [] },
  ),
];
