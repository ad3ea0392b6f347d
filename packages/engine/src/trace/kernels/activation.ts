import * as tf from "@tensorflow/tfjs";
import type { Value } from "../../graph/graph.ts";
import { broadcastShape, cast, emit, type KernelFamily, scalar, scalarLike, toInt32 } from "./kernel.ts";

const elu = (x: Value) => emit("Elu", [x], x.shape, "float32");
const leakyRelu = (x: Value, alpha: number) => emit("LeakyRelu", [x], x.shape, "float32", { alpha: { float: alpha } });
const relu6 = (x: Value) => emit("Clip", [x, scalarLike(0, x), scalarLike(6, x)], x.shape, x.dtype);

/** Below 0 times `slopes`, which may have any shape that broadcasts. */
function prelu(x: Value, slopes: Value): Value {
  const shape = broadcastShape(x, slopes);
  const isBelow = emit("Less", [x, scalar(0, "float32")], x.shape, "bool");
  return emit("Where", [isBelow, emit("Mul", [x, slopes], shape, "float32"), x], shape, "float32");
}

/** The activation that tfjs's fused kernels name. */
export function activate(
  x: Value,
  name: string | undefined,
  { slopes, alpha }: { slopes: Value | null; alpha?: number | undefined },
  refuse: (reason: string) => never,
): Value {
  switch (name ?? "linear") {
    case "linear":
      return x;
    case "relu":
      return emit("Relu", [x], x.shape, x.dtype);
    case "relu6":
      return relu6(x);
    case "sigmoid":
      return emit("Sigmoid", [x], x.shape, x.dtype);
    case "elu":
      return elu(x);
    case "leakyrelu":
      return leakyRelu(x, alpha ?? 0.2);
    case "prelu":
      return slopes ? prelu(x, slopes) : refuse("prelu is given no weights");
    default:
      return refuse(`there is no activation ${name}`);
  }
}

/** Activations of networks, and their gradients where tfjs has kernels for them. */
export const activation: KernelFamily = {
  Elu: ({ float }) => elu(float("x")),
  EluGrad: ({ float }) => {
    const [dy, y] = [float("dy"), float("y")];
    const isAbove = emit("GreaterOrEqual", [y, scalar(0, "float32")], y.shape, "bool");
    const slope = emit("Add", [y, scalar(1, "float32")], y.shape, "float32");
    return emit("Where", [isAbove, dy, emit("Mul", [dy, slope], y.shape, "float32")], y.shape, "float32");
  },
  LeakyRelu: ({ float, attributes }) => leakyRelu(float("x"), attributes.alpha),
  Prelu: ({ float }) => prelu(float("x"), float("alpha")),
  Relu6: ({ number }) => relu6(number("x")),
  Selu: ({ number }) => {
    const x = number("x");
    const gamma = tf.backend_util.SELU_SCALE;
    const scale = { alpha: { float: tf.backend_util.SELU_SCALEALPHA / gamma }, gamma: { float: gamma } };
    const y = emit("Selu", [cast(x, "float32")], x.shape, "float32", scale);
    return x.dtype === "int32" ? toInt32(y) : y;
  },
};
