import * as tf from "@tensorflow/tfjs";
import { cases, type KernelCase } from "../kernel-case.ts";
import { float, type TensorData } from "../tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;
type Image = tf.Tensor4D;
type Pad = "same" | "valid" | number | tf.backend_util.ExplicitPadding;
type Numbers2 = [number, number];

interface Plan {
  readonly x: TensorData;
  readonly filter: TensorData;
  readonly strides?: number | Numbers2;
  readonly pad?: Pad;
  readonly dilations?: number | Numbers2;
  readonly format?: "NHWC" | "NCHW";
  readonly rounding?: "floor" | "round" | "ceil";
}

const explicit: tf.backend_util.ExplicitPadding = [
  [0, 0],
  [2, 1],
  [0, 1],
  [0, 0],
];

const plans: Readonly<Record<string, Plan>> = {
  "3 × 3, same": { x: float([2, 5, 4, 3]), filter: float([3, 3, 3, 2]) },
  "2 × 2, same": { x: float([1, 4, 5, 2]), filter: float([2, 2, 2, 3]) },
  "1 × 1": { x: float([2, 3, 3, 4]), filter: float([1, 1, 4, 2]), pad: "valid" },
  "valid, by 2, a row left over": { x: float([1, 6, 6, 2]), filter: float([3, 3, 2, 2]), strides: 2, pad: "valid" },
  "same, by 2 and 3": { x: float([1, 7, 6, 2]), filter: float([3, 2, 2, 2]), strides: [2, 3] },
  "strides beyond the filter": { x: float([1, 7, 7, 1]), filter: float([2, 2, 1, 2]), strides: 3, pad: "valid" },
  "padded by number": { x: float([1, 4, 4, 2]), filter: float([3, 3, 2, 2]), pad: 1 },
  "padded by side": { x: float([1, 5, 4, 2]), filter: float([3, 2, 2, 2]), pad: explicit },
  "channels first": { x: float([2, 3, 5, 4]), filter: float([3, 3, 3, 2]), strides: 2, format: "NCHW" },
};
const dilated: Plan = { x: float([1, 7, 8, 2]), filter: float([3, 2, 2, 2]), dilations: [2, 3] };

/** On the way back tfjs forgets how it rounded. */
const rounded: Plan = { x: float([1, 6, 6, 1]), filter: float([3, 3, 1, 1]), strides: 2, pad: 0, rounding: "ceil" };

const conv = (x: tf.Tensor, filter: tf.Tensor, plan: Plan): tf.Tensor => {
  const { strides = 1, pad = "same", format = "NHWC", dilations = 1, rounding } = plan;
  return tf.conv2d(x as Image, filter as Image, strides, pad, format, dilations, rounding);
};

const each = (
  kernel: string,
  fn: (plan: Plan) => KernelCase["fn"],
  chosen = plans,
  options: Pick<KernelCase, "wrt"> = {},
): KernelCase[] =>
  Object.entries(chosen).flatMap(([label, plan]) =>
    cases(kernel, fn(plan), { [label]: { x: plan.x, filter: plan.filter } }, options),
  );

/** [height, width, in, multiplier] for a depthwise convolution. */
const depthwisePlans: Readonly<Record<string, Plan>> = {
  "3 × 3, same": { x: float([2, 5, 4, 3]), filter: float([3, 3, 3, 1]) },
  "two of each channel": { x: float([2, 4, 4, 2]), filter: float([2, 3, 2, 2]) },
  "valid, by 2": { x: float([1, 6, 6, 2]), filter: float([3, 3, 2, 2]), strides: 2, pad: "valid" },
  "padded by number": { x: float([1, 4, 4, 2]), filter: float([3, 3, 2, 1]), pad: 1 },
};
const depthwise = (x: tf.Tensor, filter: tf.Tensor, { strides = 1, pad = "same", dilations = 1 }: Plan) =>
  tf.depthwiseConv2d(x as Image, filter as Image, strides, pad as "same", "NHWC", dilations);

type Fused = Omit<Parameters<typeof tf.fused.conv2d>[0], "x" | "filter" | "strides" | "pad">;
const fused = (options: (inputs: Tensors) => Fused, op = tf.fused.conv2d): KernelCase["fn"] => {
  return (inputs) =>
    op({ x: inputs.x as Image, filter: inputs.filter as Image, strides: 1, pad: "same", ...options(inputs) } as never);
};
const fusedInputs = { x: float([1, 4, 4, 2]), filter: float([3, 3, 2, 2]), bias: float([2]), slope: float([2]) };

export const convolutionCases: readonly KernelCase[] = [
  ...each(
    "Conv2D",
    (plan) =>
      ({ x, filter }) =>
        conv(x!, filter!, plan),
  ),
  ...each(
    "Conv2D",
    (plan) =>
      ({ x, filter }) =>
        conv(x!, filter!, plan),
    { dilated, rounded },
    { wrt: [] },
  ),
  ...each(
    "Conv2DBackpropFilter",
    (plan) =>
      ({ x, filter }) =>
        tf.grad((w) => conv(x!, w, plan))(filter!),
    plans,
    {
      wrt: [],
    },
  ),
  ...cases(
    "Conv2DBackpropInput",
    ({ x, filter }) => tf.conv2dTranspose(x as Image, filter as Image, [2, 9, 7, 2], 2, "same"),
    {
      "a transposed convolution": { x: float([2, 5, 4, 3]), filter: float([3, 3, 2, 3]) },
    },
  ),
  ...cases(
    "Conv2DBackpropInput",
    ({ x, filter }) => tf.conv2dTranspose(x as Image, filter as Image, [1, 9, 9, 1], 2, "valid"),
    {
      "rows of nothing": { x: float([1, 4, 4, 1]), filter: float([2, 2, 1, 1]) },
    },
  ),
  ...each(
    "DepthwiseConv2dNative",
    (plan) =>
      ({ x, filter }) =>
        depthwise(x!, filter!, plan),
    depthwisePlans,
  ),
  ...each(
    "DepthwiseConv2dNative",
    (plan) =>
      ({ x, filter }) =>
        depthwise(x!, filter!, plan),
    { dilated },
    { wrt: [] },
  ),
  ...each(
    "DepthwiseConv2dNativeBackpropFilter",
    (plan) =>
      ({ x, filter }) =>
        tf.grad((w) => depthwise(x!, w, plan))(filter!),
    { "two of each channel": depthwisePlans["two of each channel"]! },
    { wrt: [] },
  ),
  ...each(
    "DepthwiseConv2dNativeBackpropInput",
    (plan) =>
      ({ x, filter }) =>
        tf.grad((image) => depthwise(image, filter!, plan))(x!),
    { "two of each channel": depthwisePlans["two of each channel"]! },
    { wrt: [] },
  ),
  ...["linear", "relu", "relu6", "sigmoid", "elu", "leakyrelu", "prelu"].flatMap((activation) =>
    cases(
      "FusedConv2D",
      fused(({ bias, slope }) => ({
        bias: bias!,
        activation: activation as "relu",
        leakyreluAlpha: 0.1,
        ...(activation === "prelu" ? { preluActivationWeights: slope! } : {}),
      })),
      { [activation]: fusedInputs },
      { wrt: [] },
    ),
  ),
  ...cases(
    "FusedConv2D",
    fused(({ bias }) => ({ bias: bias! })),
    {
      "a bias alone": { x: fusedInputs.x, filter: fusedInputs.filter, bias: fusedInputs.bias },
    },
  ),
  ...cases(
    "FusedConv2D",
    fused(() => ({ activation: "relu" })),
    { "no bias": fusedInputs },
    { wrt: [] },
  ),
  ...cases(
    "FusedDepthwiseConv2D",
    fused(({ bias }) => ({ bias: bias!, activation: "relu6" }), tf.fused.depthwiseConv2d as never),
    { "two of each channel": { ...fusedInputs, bias: float([4]) } },
    { wrt: [] },
  ),
  ...cases("Conv3D", ({ x, filter }) => tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, 1, "same"), {
    same: { x: float([1, 3, 4, 3, 2]), filter: float([2, 3, 2, 2, 2]) },
  }),
  ...cases("Conv3D", ({ x, filter }) => tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, 2, "valid"), {
    "valid, by 2": { x: float([2, 4, 5, 4, 1]), filter: float([2, 2, 2, 1, 3]) },
  }),
  ...cases(
    "Conv3DBackpropFilterV2",
    ({ x, filter }) => tf.grad((w) => tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, 2, "valid"))(filter!),
    { "valid, by 2": { x: float([2, 4, 5, 4, 1]), filter: float([2, 2, 2, 1, 3]) } },
    { wrt: [] },
  ),
  ...cases(
    "Conv3DBackpropInputV2",
    ({ x, filter }) => tf.conv3dTranspose(x as tf.Tensor5D, filter as tf.Tensor5D, [1, 4, 4, 4, 1], 2, "same"),
    { "a transposed convolution": { x: float([1, 2, 2, 2, 2]), filter: float([2, 2, 2, 1, 2]) } },
    { wrt: [] },
  ),
];
