import * as tf from "@tensorflow/tfjs";
import { cases, type KernelCase } from "../kernel-case.ts";
import { float } from "../tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;
type Pairs = [number, number][];

const toBatch =
  (block: number[], paddings: Pairs) =>
  ({ x }: Tensors) =>
    tf.spaceToBatchND(x!, block, paddings);
const toSpace =
  (block: number[], crops: Pairs) =>
  ({ x }: Tensors) =>
    tf.batchToSpaceND(x!, block, crops);
const none: Pairs = [
  [0, 0],
  [0, 0],
];
const some: Pairs = [
  [1, 0],
  [2, 1],
];

export const blocksCases: readonly KernelCase[] = [
  ...cases("SpaceToBatchND", toBatch([2, 2], none), { images: { x: float([2, 4, 6, 3]) } }),
  ...cases("SpaceToBatchND", toBatch([2, 3], some), { padded: { x: float([1, 3, 3, 2]) } }),
  ...cases("SpaceToBatchND", toBatch([3], [[0, 0]]), { "one axis": { x: float([2, 6]) } }),
  ...cases("BatchToSpaceND", toSpace([2, 2], none), { images: { x: float([4, 2, 3, 2]) } }),
  ...cases("BatchToSpaceND", toSpace([2, 2], some), { cropped: { x: float([4, 2, 3, 2]) } }),
  // tfjs has no gradient of it.
  ...cases(
    "DepthToSpace",
    ({ x }: Tensors) => tf.depthToSpace(x as tf.Tensor4D, 2),
    { images: { x: float([2, 2, 3, 8]) } },
    { wrt: [] },
  ),
];
