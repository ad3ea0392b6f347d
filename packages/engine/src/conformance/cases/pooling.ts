import * as tf from "@tensorflow/tfjs";
import { cases, type KernelCase } from "../kernel-case.ts";
import { float, int, type TensorData } from "../tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;
type Pad = "same" | "valid" | number | tf.backend_util.ExplicitPadding;
type Pool = (x: tf.Tensor, size: number | [number, number], strides: number | [number, number], pad: Pad) => tf.Tensor;

/** Many equal numbers under each window. */
const ties = float(
  [1, 4, 4, 2],
  Array.from({ length: 32 }, (_, i) => [1, 1, 0, 2, 2][i % 5]!),
);
const infinite = float([1, 3, 3, 1], [-Infinity, 1, 2, Infinity, 3, 4, 5, -Infinity, 0]);
const plans: Readonly<Record<string, [TensorData, ...[number | [number, number], number | [number, number], Pad]]>> = {
  "2 × 2 by 2": [float([2, 4, 6, 3]), 2, 2, "valid"],
  "2 × 2 by 2, a row left over": [float([1, 5, 5, 2]), 2, 2, "valid"],
  "3 × 3 by 2, same": [float([2, 5, 6, 2]), 3, 2, "same"],
  "3 × 2 by 1, same": [float([1, 4, 4, 2]), [3, 2], 1, "same"],
  "padded by number": [float([1, 4, 4, 1]), 3, 1, 1],
  "strides beyond the window": [float([1, 7, 7, 1]), 2, 3, "valid"],
  equals: [ties, 3, 1, "same"],
};

const each = (kernel: string, op: Pool, options: Pick<KernelCase, "wrt"> = {}): KernelCase[] =>
  Object.entries(plans).flatMap(([label, [x, size, strides, pad]]) =>
    cases(kernel, ({ x }: Tensors) => op(x!, size, strides, pad), { [label]: { x } }, options),
  );
const gradient =
  (op: Pool): Pool =>
  (x, ...rest) =>
    tf.grad((image) => op(image, ...rest))(x);

const max: Pool = (x, ...rest) => tf.maxPool(x as tf.Tensor4D, ...rest);
const average: Pool = (x, ...rest) => tf.avgPool(x as tf.Tensor4D, ...rest);
const cube = float([1, 4, 3, 4, 2]);
const max3d = (x: tf.Tensor) => tf.maxPool3d(x as tf.Tensor5D, 2, 2, "same");
const average3d = (x: tf.Tensor) => tf.avgPool3d(x as tf.Tensor5D, 2, 2, "valid");

const rounded =
  (op: typeof tf.maxPool): KernelCase["fn"] =>
  ({ x }) =>
    op(x as tf.Tensor4D, 3, 2, 0, "ceil");

export const poolingCases: readonly KernelCase[] = [
  ...each("MaxPool", max),
  ...cases("MaxPool", ({ x }) => max(x!, 2, 1, "same"), {
    infinities: { x: infinite },
    "an image without its batch": { x: float([4, 4, 2]) },
    integers: { x: int([1, 4, 4, 1]) },
  }),
  // On the way back tfjs forgets how it rounded.
  ...cases("MaxPool", rounded(tf.maxPool), { "rounded up": { x: float([1, 6, 6, 1]) } }, { wrt: [] }),
  ...each("AvgPool", average),
  ...cases("AvgPool", rounded(tf.avgPool), { "rounded up": { x: float([1, 6, 6, 1]) } }, { wrt: [] }),
  ...each("MaxPoolGrad", gradient(max), { wrt: [] }),
  ...each("AvgPoolGrad", gradient(average), { wrt: [] }),
  ...cases("MaxPool3D", ({ x }) => max3d(x!), { "2 × 2 × 2, same": { x: cube } }),
  ...cases("AvgPool3D", ({ x }) => average3d(x!), { "2 × 2 × 2, valid": { x: cube } }),
  ...cases("MaxPool3DGrad", ({ x }) => tf.grad(max3d)(x!), { "2 × 2 × 2, same": { x: cube } }, { wrt: [] }),
  ...cases("AvgPool3DGrad", ({ x }) => tf.grad(average3d)(x!), { "2 × 2 × 2, valid": { x: cube } }, { wrt: [] }),
];
