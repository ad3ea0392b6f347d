import * as tf from "@tensorflow/tfjs";
import { cases, type KernelCase } from "../kernel-case.ts";
import { bool, float, int, type TensorData } from "../tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;
type Reduction = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

const nan = Number.NaN;
const rows = float([4, 3], [1, nan, 3, nan, 2, 1, -Infinity, 0, Infinity, 0, -0, 0]);
/** A single NaN among numbers gets lost in onnxruntime's maximum and minimum over an axis; where all are NaN, it stays. */
const rowsWithoutNan = float([3, 3], [nan, nan, nan, -Infinity, 0, Infinity, 0, -0, 0]);

/** Axes given in every way, and every type. */
function reduction(kernel: string, op: Reduction, { withGradient = true, isExtreme = false } = {}): KernelCase[] {
  const options = withGradient ? {} : { wrt: [] };
  const over = (label: string, x: KernelCase["inputs"], axis?: number | number[], keepDims?: boolean): KernelCase[] =>
    cases(kernel, ({ x }: Tensors) => op(x!, axis, keepDims), { [label]: x }, options);
  return [
    ...over("all axes", { x: float([2, 3, 4]) }),
    ...over("all axes, kept", { x: float([2, 3]) }, undefined, true),
    ...over("a scalar", { x: float([]) }),
    ...over("the last axis by −1", { x: float([2, 3, 4]) }, -1),
    ...over("the middle axis, kept", { x: float([2, 3, 4]) }, 1, true),
    ...over("the first and the last", { x: float([2, 3, 4]) }, [0, -1]),
    ...over("NaN and infinities", { x: isExtreme ? rowsWithoutNan : rows }, 1),
    ...over("integers", { x: int([3, 4]) }, -1),
    ...over("bools", { x: bool([3, 2], [0, 0, 0, 1, 1, 1]) }, 1),
    // Of nothing, tfjs has NaN for the largest, ONNX −∞.
    ...(isExtreme ? [] : over("an axis without elements", { x: float([2, 0]) }, 1)),
  ];
}

const index = (kernel: string, op: (x: tf.Tensor, axis?: number) => tf.Tensor): KernelCase[] => [
  ...cases(kernel, ({ x }: Tensors) => op(x!, -1), {
    "the last axis": { x: float([2, 3, 4]) },
    "the first of equals": { x: float([2, 3], [1, 2, 2, 1, 1, 2]) },
    integers: { x: int([3, 4]) },
    bools: { x: bool([2, 3], [0, 1, 1, 1, 0, 0]) },
    infinities: { x: float([2, 2], [-Infinity, Infinity, Infinity, -Infinity]) },
  }),
  ...cases(kernel, ({ x }: Tensors) => op(x!, 0), { "the first axis": { x: float([4, 3]) } }),
];

const logical = (kernel: string, op: Reduction): KernelCase[] => [
  ...cases(kernel, ({ x }: Tensors) => op(x!), { "all axes": { x: bool([2, 3]) }, "a scalar": { x: bool([], [1]) } }),
  ...cases(kernel, ({ x }: Tensors) => op(x!, 1), { rows: { x: bool([4, 2], [0, 0, 0, 1, 1, 0, 1, 1]) } }),
  ...cases(kernel, ({ x }: Tensors) => op(x!, [0, -1], true), { "two axes, kept": { x: bool([2, 3, 2]) } }),
];

/** tfjs has no gradient of it. */
const topK = (label: string, x: TensorData, k: number): KernelCase[] => [
  ...cases("TopK", ({ x }: Tensors) => tf.topk(x!, k).values, { [`${label}, values`]: { x } }, { wrt: [] }),
  ...cases("TopK", ({ x }: Tensors) => tf.topk(x!, k).indices, { [`${label}, indices`]: { x } }),
  ...cases("TopK", ({ x }: Tensors) => both(tf.topk(x!, k)), { [`${label}, both`]: { x } }, { wrt: [] }),
];
const both = ({ values, indices }: { values: tf.Tensor; indices: tf.Tensor }) =>
  tf.concat([tf.cast(values, "float32"), tf.cast(indices, "float32")], -1);

export const reductionCases: readonly KernelCase[] = [
  ...reduction("Sum", tf.sum),
  ...reduction("Mean", tf.mean),
  ...reduction("Max", tf.max, { isExtreme: true }),
  ...reduction("Min", tf.min, { isExtreme: true }),
  // tfjs's gradient of a product knows no negative axes.
  ...reduction("Prod", tf.prod).map((c) => (/−1|last/.test(c.label) ? { ...c, wrt: [] } : c)),
  ...logical("All", tf.all),
  ...logical("Any", tf.any),
  ...topK("the largest two", float([2, 3, 4]), 2),
  ...topK("all", float([2, 3]), 3),
  ...topK("the first of equals", float([7], [1, 2, 1, 2, 0, 2, 1]), 4),
  ...topK("integers", int([2, 5]), 3),
  ...topK("bools", bool([5], [0, 1, 0, 1, 1]), 4),
  ...index("ArgMax", tf.argMax),
  ...index("ArgMin", tf.argMin),
  ...cases("Softmax", ({ x }: Tensors) => tf.softmax(x!), {
    "a vector": { x: float([5]) },
    "a cube": { x: float([2, 3, 4]) },
    "far apart": { x: float([3], [-1000, 0, 1000]) },
    "a row hidden up to one": { x: float([2, 3], [-Infinity, 0, -Infinity, 1, 2, 3]) },
    "NaN in one row": { x: float([2, 2], [nan, 1, 1, 2]) },
    "no rows": { x: float([0, 3]) },
  }),
];
