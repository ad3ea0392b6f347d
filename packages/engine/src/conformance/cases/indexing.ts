import * as tf from "@tensorflow/tfjs";
import { scatterAdd } from "../../ops/scatter-add.ts";
import { cases, type KernelCase } from "../kernel-case.ts";
import { bool, edgeValues, float, int } from "../tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;

const gather = (label: string, inputs: KernelCase["inputs"], axis = 0): KernelCase[] =>
  cases("GatherV2", ({ x, i }: Tensors) => tf.gather(x!, i as tf.Tensor1D, axis), { [label]: inputs });

const batchGather = (
  label: string,
  inputs: KernelCase["inputs"],
  axis: number,
  batchDims: number,
  wrt?: readonly string[],
): KernelCase[] =>
  cases(
    "GatherV2",
    ({ x, i }: Tensors) => tf.gather(x!, i as tf.Tensor1D, axis, batchDims),
    { [`by batch, ${label}`]: inputs },
    wrt ? { wrt } : {},
  );

const oneHot = (dtype: tf.NumericDataType, onValue = 1, offValue = 0): KernelCase[] =>
  cases("OneHot", ({ i }: Tensors) => tf.oneHot(i!, 3, onValue, offValue, dtype), {
    [`${dtype}, out of range too`]: { i: int([5], [0, 2, 1, 3, -1]) },
    [`${dtype}, a matrix`]: { i: int([2, 2], [0, 2, 2, 1]) },
  });

export const indexingCases: readonly KernelCase[] = [
  ...gather("rows, one twice", { x: float([4, 3]), i: int([5], [3, 0, 3, 1, 2]) }),
  ...gather("columns", { x: float([2, 4]), i: int([3], [3, 0, 3]) }, 1),
  ...gather("the middle of three axes", { x: float([2, 4, 3]), i: int([2], [3, 1]) }, 1),
  ...gather("the last axis by −1", { x: float([2, 4]), i: int([2], [3, 0]) }, -1).map((c) => ({ ...c, wrt: [] })),
  ...gather("by a matrix", { x: float([4, 3]), i: int([2, 2], [3, 0, 0, 1]) }),
  ...gather("of a vector", { x: float([4]), i: int([2], [3, 0]) }),
  ...gather("nothing", { x: float([4, 3]), i: int([0]) }),
  ...gather("edge values", { x: float([edgeValues.length], edgeValues), i: int([3], [2, 0, 1]) }).map((c) => ({
    ...c,
    wrt: [],
  })),
  ...gather("integers", { x: int([4, 3]), i: int([2], [3, 0]) }),
  ...gather("bools", { x: bool([4]), i: int([3], [3, 0, 1]) }),
  ...batchGather("a row of indices for each row", { x: float([3, 4]), i: int([3, 2], [3, 0, 1, 1, 0, 2]) }, 1, 1),
  ...batchGather("and what lies behind", { x: float([2, 4, 3]), i: int([2, 2], [3, 0, 1, 1]) }, 1, 1),
  ...batchGather("and what lies between", { x: float([2, 3, 4]), i: int([2, 2], [3, 0, 1, 1]) }, 2, 1, []),
  ...batchGather("two batch axes", { x: float([2, 2, 3]), i: int([2, 2, 2], [2, 0, 1, 1, 0, 0, 2, 1]) }, 2, 2, []),
  ...batchGather("integers", { x: int([2, 4]), i: int([2, 3], [3, 0, 1, 1, 0, 2]) }, 1, 1),
  ...cases("GatherNd", ({ x, i }: Tensors) => tf.gatherND(x!, i!), {
    elements: { x: float([3, 4]), i: int([2, 2], [0, 3, 2, 1]) },
    rows: { x: float([3, 4]), i: int([2, 1], [2, 0]) },
    "a matrix of indices": { x: float([3, 4]), i: int([2, 2, 2], [0, 0, 1, 1, 2, 2, 0, 3]) },
    integers: { x: int([3, 4]), i: int([2, 2], [0, 3, 2, 1]) },
  }).map((c) => ({ ...c, wrt: [] })),
  ...cases("UnsortedSegmentSum", ({ x, ids }: Tensors) => tf.unsortedSegmentSum(x!, ids as tf.Tensor1D, 4), {
    "rows, one segment empty": { x: float([5, 3]), ids: int([5], [0, 3, 3, 1, 0]) },
    "negative ids are dropped": { x: float([4, 2]), ids: int([4], [-1, 2, 2, -3]) },
    numbers: { x: float([5]), ids: int([5], [0, 3, 3, 1, 0]) },
    cubes: { x: float([3, 2, 2]), ids: int([3], [1, 1, 0]) },
    "no rows": { x: float([0, 3]), ids: int([0]) },
  }),
  // Sums over the first axis alone; tfjs's gradient does not fit.
  ...cases(
    "UnsortedSegmentSum",
    ({ x, ids }: Tensors) => tf.unsortedSegmentSum(x!, ids as tf.Tensor1D, 3),
    { "an id for each element": { x: float([3, 2]), ids: int([3, 2], [0, 2, 2, -1, 0, 2]) } },
    { wrt: [] },
  ),
  ...[
    ...cases("ScatterNd", ({ i, updates }: Tensors) => tf.scatterND(i!, updates!, [4, 3]), {
      "rows, one twice": { i: int([3, 1], [1, 3, 1]), updates: float([3, 3]) },
      elements: { i: int([3, 2], [0, 2, 3, 1, 0, 2]), updates: float([3]) },
      integers: { i: int([2, 2], [0, 2, 3, 1]), updates: int([2]) },
    }),
    ...cases("TensorScatterUpdate", ({ x, i, updates }: Tensors) => tf.tensorScatterUpdate(x!, i!, updates!), {
      rows: { x: float([4, 3]), i: int([2, 1], [3, 1]), updates: float([2, 3], undefined, 5) },
      elements: { x: float([4, 3]), i: int([2, 2], [0, 2, 3, 1]), updates: float([2], undefined, 5) },
      integers: { x: int([4]), i: int([2, 1], [3, 0]), updates: int([2], undefined, 5) },
    }),
    ...cases(
      "SparseToDense",
      ({ i, values, rest }: Tensors) => tf.sparseToDense(i!, values!, i!.rank === 1 ? [5] : [3, 4], rest as tf.Scalar),
      {
        "a vector": { i: int([2], [3, 0]), values: float([2]), rest: float([], [-1]) },
        "a matrix": { i: int([2, 2], [0, 3, 2, 1]), values: float([2]), rest: float([], [0.5]) },
        "one value": { i: int([2, 2], [0, 3, 2, 1]), values: float([]), rest: float([], [0.5]) },
        bools: { i: int([2], [3, 0]), values: bool([2], [1, 0]), rest: bool([], [1]) },
      },
    ),
    // tfjs has no gradients of these.
  ].map((kernelCase) => ({ ...kernelCase, wrt: [] })),
  ...cases("ScatterAdd", ({ target, i, updates }: Tensors) => scatterAdd(target!, i!, updates!), {
    "rows, one thrice": { target: float([4, 3]), i: int([4], [1, 3, 1, 1]), updates: float([4, 3], undefined, 8) },
    numbers: { target: float([4]), i: int([3], [3, 0, 3]), updates: float([3], undefined, 8) },
    integers: { target: int([4, 2]), i: int([3], [1, 3, 1]), updates: int([3, 2], undefined, 8) },
    nothing: { target: float([4, 3]), i: int([0]), updates: float([0, 3]) },
  }),
  ...oneHot("int32"),
  ...oneHot("float32", 0.9, 0.1),
  ...oneHot("bool"),
];
