import * as tf from "@tensorflow/tfjs";
import { cases, type KernelCase } from "../kernel-case.ts";
import { bool, edgeValues, float, int } from "../tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const many = edgeValues.length;
const numbers = {
  "broadcast floats": { a: float([2, 1]), b: float([3], undefined, 5) },
  "every pair of edge values": { a: float([many, 1], edgeValues), b: float([1, many], edgeValues) },
  integers: { a: int([3, 1]), b: int([4], undefined, 5) },
  bools: { a: bool([2, 1], [0, 1]), b: bool([2], [0, 1]) },
  "no elements": { a: float([0]), b: float([0]) },
};
const bools = {
  "every pair": { a: bool([2, 1], [0, 1]), b: bool([2], [0, 1]) },
  "a scalar": { a: bool([3]), b: bool([], [1]) },
};

const binary = (kernel: string, op: Binary, inputs: Readonly<Record<string, KernelCase["inputs"]>>): KernelCase[] =>
  cases(kernel, ({ a, b }: Tensors) => op(a!, b!), inputs);

export const logicCases: readonly KernelCase[] = [
  ...binary("Greater", tf.greater, numbers),
  ...binary("GreaterEqual", tf.greaterEqual, numbers),
  ...binary("Less", tf.less, numbers),
  ...binary("LessEqual", tf.lessEqual, numbers),
  ...binary("Equal", tf.equal, numbers),
  ...binary("NotEqual", tf.notEqual, numbers),
  ...binary("LogicalAnd", tf.logicalAnd, bools),
  ...binary("LogicalOr", tf.logicalOr, bools),
  ...cases("LogicalNot", ({ x }: Tensors) => tf.logicalNot(x!), { "a matrix": { x: bool([2, 3]) } }),
  ...cases("Select", ({ condition, a, b }: Tensors) => tf.where(condition!, a!, b!), {
    "equal shapes": { condition: bool([2, 3]), a: float([2, 3]), b: float([2, 3], undefined, 5) },
    "all three broadcast": { condition: bool([2, 1]), a: float([3]), b: float([]) },
    "edge values": { condition: bool([2, 1], [0, 1]), a: float([many], edgeValues), b: float([1]) },
    integers: { condition: bool([3]), a: int([3]), b: int([3], undefined, 5) },
    "a float and an integer": { condition: bool([3], [1, 0, 1]), a: float([3]), b: int([3]) },
    bools: { condition: bool([4], [0, 0, 1, 1]), a: bool([4], [0, 1, 0, 1]), b: bool([4], [1, 0, 1, 0]) },
  }),
];
