import * as tf from "@tensorflow/tfjs";
import { cases, type KernelCase } from "../kernel-case.ts";
import { bool, edgeValues, float, int, type TensorData } from "../tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;
type Unary = (x: tf.Tensor) => tf.Tensor;

const on = (kernel: string, label: string, x: TensorData, op: Unary): KernelCase[] =>
  cases(kernel, ({ x }: Tensors) => op(x!), { [label]: { x } });

const everyType = (kernel: string, shape: readonly number[], op: Unary): KernelCase[] => [
  ...on(kernel, "floats", float(shape), op),
  ...on(kernel, "integers", int(shape), op),
  ...on(kernel, "bools", bool(shape), op),
];

const twoSides: [number, number][] = [
  [1, 2],
  [2, 0],
];
const oneAxis: [number, number][] = [
  [0, 0],
  [1, 2],
  [0, 0],
];
const edges = float([edgeValues.length], edgeValues);

export const layoutCases: readonly KernelCase[] = [
  ...everyType("Reshape", [2, 6], (x) => tf.reshape(x, [3, 4])),
  ...on("Reshape", "one axis left open", float([2, 6]), (x) => tf.reshape(x, [4, -1])),
  ...on("Reshape", "to a scalar", float([1, 1]), (x) => tf.reshape(x, [])),
  ...on("Reshape", "no elements", float([0, 2]), (x) => tf.reshape(x, [3, 0])),
  ...everyType("ExpandDims", [2, 3], (x) => tf.expandDims(x, 1)),
  ...on("ExpandDims", "at the end, by −1", float([2, 3]), (x) => tf.expandDims(x, -1)),
  ...everyType("Transpose", [2, 3, 4], (x) => tf.transpose(x, [2, 0, 1])),
  ...on("Transpose", "all axes reversed", float([2, 3, 4]), (x) => tf.transpose(x)),
  ...on("Transpose", "no elements", float([2, 0]), (x) => tf.transpose(x)),
  ...everyType("Slice", [4, 5], (x) => tf.slice(x, [1, 2], [2, 3])),
  ...on("Slice", "to the end", float([4, 5]), (x) => tf.slice(x, [1, 2], [-1, -1])),
  ...on("Slice", "by the first axis alone", float([4, 5]), (x) => tf.slice(x, 1, 2)),
  ...on("Slice", "without a size", float([4, 5]), (x) => tf.slice(x, [2])),
  ...on("Slice", "nothing", float([4, 5]), (x) => tf.slice(x, [1, 0], [0, 5])),
  ...everyType("SplitV", [4, 6], (x) => tf.split(x, 3, 1)[1]!),
  ...on("SplitV", "sizes, one left open", float([5, 2]), (x) => tf.mul(...two(tf.split(x, [2, 1, -1], 0), 0, 2))),
  ...on("SplitV", "the last axis by −1", float([2, 4]), (x) => tf.sub(...two(tf.split(x, 2, -1), 0, 1))),
  ...everyType("Concat", [2, 3], (x) => tf.concat([x, x], 1)),
  ...cases("Concat", ({ a, b }: Tensors) => tf.concat([a!, b!, a!], -2), {
    "different sizes, by −2": { a: float([2, 3]), b: float([1, 3], undefined, 5) },
    "one without elements": { a: float([2, 3]), b: float([0, 3]) },
  }),
  ...everyType("Pack", [2, 3], (x) => tf.stack([x, x], 1)),
  ...cases("Pack", ({ a, b }: Tensors) => tf.stack([a!, b!], -1), {
    "at the end, by −1": { a: float([2, 3]), b: float([2, 3], undefined, 5) },
    scalars: { a: float([]), b: float([], undefined, 5) },
  }),
  ...everyType("Unpack", [3, 2], (x) => tf.unstack(x, 1)[1]!),
  ...on("Unpack", "by −1", float([2, 3]), (x) => tf.div(...two(tf.unstack(x, -1), 0, 2))),
  ...everyType("PadV2", [2, 3], (x) =>
    tf.pad(
      x,
      [
        [1, 0],
        [0, 2],
      ],
      1,
    ),
  ),
  ...on("PadV2", "infinity", float([3]), (x) => tf.pad(x, [[2, 1]], -Infinity)),
  ...on("PadV2", "nothing added", float([3]), (x) => tf.pad(x, [[0, 0]])),
  ...(["reflect", "symmetric"] as const).flatMap((mode) => [
    ...everyType("MirrorPad", [3, 4], (x) => tf.mirrorPad(x, twoSides, mode)),
    ...on("MirrorPad", `${mode}, one axis of three`, float([2, 3, 2]), (x) => tf.mirrorPad(x, oneAxis, mode)),
  ]),
  ...everyType("Reverse", [3, 4], (x) => tf.reverse(x, 1)),
  ...on("Reverse", "all axes", float([2, 3, 2]), (x) => tf.reverse(x)),
  ...on("Reverse", "the first and the last", float([2, 3, 2]), (x) => tf.reverse(x, [0, -1])),
  ...on("Reverse", "a scalar", float([]), (x) => tf.reverse(x)),
  ...on("Reverse", "no elements", float([2, 0]), (x) => tf.reverse(x)),
  ...[
    ...everyType("StridedSlice", [4, 5], (x) => tf.stridedSlice(x, [0, 1], [4, 5], [2, 3])),
    ...on("StridedSlice", "backwards", float([4, 5]), (x) => tf.stridedSlice(x, [3, -1], [0, -6], [-1, -2])),
    ...on("StridedSlice", "open ends", float([4, 5]), (x) => tf.stridedSlice(x, [1, 4], [2, 1], [1, -1], 2, 3)),
    ...on("StridedSlice", "an axis fewer", float([4, 5]), (x) =>
      tf.stridedSlice(x, [1, 0], [2, 4], [1, 1], 0, 0, 0, 0, 1),
    ),
    ...on("StridedSlice", "an axis more", float([4, 5]), (x) => tf.stridedSlice(x, [0, 1], [1, 3], [1, 1], 0, 0, 0, 1)),
    ...on("StridedSlice", "all but the last axis", float([2, 3, 4]), (x) =>
      tf.stridedSlice(x, [0, 1], [0, 3], [1, 2], 0, 0, 1),
    ),
    ...on("StridedSlice", "nothing", float([4, 5]), (x) => tf.stridedSlice(x, [2, 0], [2, 5], [1, 2])),
    ...on("StridedSlice", "everything", float([4, 5]), (x) => tf.stridedSlice(x, [0, 0], [4, 5], [1, 1])),
    // tfjs has no gradient of it.
  ].map((kernelCase) => ({ ...kernelCase, wrt: [] })),
  ...everyType("Tile", [2, 3], (x) => tf.tile(x, [2, 3])),
  ...on("Tile", "edge values", edges, (x) => tf.tile(x, [2])),
];

function two(tensors: readonly tf.Tensor[], first: number, second: number): [tf.Tensor, tf.Tensor] {
  return [tensors[first]!, tensors[second]!];
}
