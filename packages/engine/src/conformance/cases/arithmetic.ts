import * as tf from "@tensorflow/tfjs";
import { cases, type KernelCase } from "../kernel-case.ts";
import { edgeValues, float, int, positive } from "../tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const many = edgeValues.length;
const shapes = {
  "two scalars": { a: float([]), b: float([], undefined, 5) },
  "a vector and a scalar": { a: float([5]), b: positive([]) },
  "equal shapes": { a: float([2, 3]), b: positive([2, 3]) },
  "an axis of 1 on either side": { a: float([2, 1, 3]), b: positive([4, 1]) },
  "ranks 1 and 4": { a: float([3]), b: positive([2, 2, 2, 3]) },
  "no elements": { a: float([0, 3]), b: positive([3]) },
};
const edges = { "every pair of edge values": { a: float([many, 1], edgeValues), b: float([1, many], edgeValues) } };
const integers = { integers: { a: int([3, 1]), b: int([4], [1, 2, 3, -4]) } };

const binary = (kernel: string, op: Binary, withIntegers = true): KernelCase[] =>
  cases(kernel, ({ a, b }: Tensors) => op(a!, b!), { ...shapes, ...edges, ...(withIntegers ? integers : {}) });

export const arithmeticCases: readonly KernelCase[] = [
  ...binary("Add", tf.add),
  ...binary("Sub", tf.sub),
  ...binary("Multiply", tf.mul),
  ...binary("RealDiv", tf.div, false),
  ...[
    ...binary("Maximum", tf.maximum),
    ...binary("Minimum", tf.minimum),
    ...binary("SquaredDifference", tf.squaredDifference),
  ].map(withoutBroadcastGradient),
  ...cases("Mod", ({ a, b }: Tensors) => tf.mod(a!, b!), {
    ...shapes,
    "all signs": { a: float([6], [-5.5, -3, -0.5, 0.5, 3, 5.5]), b: float([4, 1], [-3, -1.5, 1.5, 3]) },
    "integers, 0 among them": { a: int([6], [-5, -3, -1, 0, 3, 5]), b: int([5, 1], [-3, -2, 0, 2, 3]) },
  }),
  ...cases("Mod", ({ a, b }: Tensors) => tf.mod(a!, b!), edges, { wrt: [] }),
  ...cases("FloorDiv", ({ a, b }: Tensors) => tf.floorDiv(a!, b!), {
    "all signs": { a: float([6], [-5.5, -3, -0.5, 0.5, 3, 5.5]), b: float([4, 1], [-3, -1.5, 1.5, 3]) },
    "what has no quotient": { a: float([3], [1, Number.NaN, -1]), b: float([3], [0, 1, 0]) },
    "integers, 0 among them": { a: int([6], [-5, -3, -1, 0, 3, 5]), b: int([5, 1], [-3, -2, 0, 2, 3]) },
    "large integers": { a: int([2], [-(2 ** 31), 2 ** 31 - 1]), b: int([3, 1], [-1, 1, 7]) },
    "no elements": { a: int([0]), b: int([0]) },
  }),
  ...cases("Pow", ({ a, b }: Tensors) => tf.pow(a!, b!), {
    "positive bases": { a: positive([2, 3]), b: float([3]) },
    "negative bases, whole exponents": { a: float([4], [-2, -0.5, -1, -3]), b: float([3, 1], [0, 2, 3]) },
    "a negative base, a broken exponent": { a: float([], [-2]), b: float([], [0.5]) },
    "zero and infinity": { a: float([3], [0, Infinity, 2]), b: float([4, 1], [2, 1, 3, 0.5]) },
    integers: { a: int([3], [-2, 3, 5]), b: int([3, 1], [0, 1, 4]) },
  }),
  ...cases("AddN", ({ a, b, c }: Tensors) => tf.addN([a!, b!, c!]), {
    "three matrices": { a: float([2, 3]), b: float([2, 3], undefined, 5), c: float([2, 3], undefined, 6) },
    integers: { a: int([3]), b: int([3], undefined, 5), c: int([3], undefined, 6) },
  }),
  ...cases("AddN", ({ a }: Tensors) => tf.addN([a!]), { "of one": { a: float([4]) } }),
];

/** tfjs does not sum these kernels' gradients over the axes that were broadcast. */
function withoutBroadcastGradient(kernelCase: KernelCase): KernelCase {
  const { a, b } = kernelCase.inputs;
  return String(a!.shape) === String(b!.shape) ? kernelCase : { ...kernelCase, wrt: [] };
}
