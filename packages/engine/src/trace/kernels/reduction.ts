import * as tf from "@tensorflow/tfjs";
import { cast, emit, int64, type KernelFamily, type KernelTranslation, positiveAxis } from "./kernel.ts";

const reduction =
  (op: string): KernelTranslation =>
  ({ input, attributes }) => {
    const x = input("x");
    const axes = tf.util.parseAxisParam(attributes.axis ?? attributes.reductionIndices, [...x.shape]);
    const [reduced] = tf.backend_util.computeOutAndReduceShapes([...x.shape], axes);
    const shape = attributes.keepDims ? tf.backend_util.expandShapeToKeepDim(reduced, axes) : reduced;
    if (axes.length === 0) return x;
    const operand = x.dtype === "bool" ? cast(x, "int32") : x;
    return emit(op, [operand, int64(axes)], shape, operand.dtype, { keepdims: attributes.keepDims ? 1 : 0 });
  };

const indexOf =
  (op: string): KernelTranslation =>
  ({ input, attributes }) => {
    const x = input("x");
    const axis = positiveAxis(attributes.axis, x.shape.length);
    const shape = x.shape.filter((_, i) => i !== axis);
    return cast(emit(op, [x], shape, "int64", { axis, keepdims: 0 }), "int32");
  };

/** Over one or more axes. */
export const reductions: KernelFamily = {
  Sum: reduction("ReduceSum"),
  Mean: reduction("ReduceMean"),
  Max: reduction("ReduceMax"),
  Min: reduction("ReduceMin"),
  Prod: reduction("ReduceProd"),
  ArgMax: indexOf("ArgMax"),
  ArgMin: indexOf("ArgMin"),
  Softmax: ({ input }) => emit("Softmax", [input("logits")], input("logits").shape, "float32", { axis: -1 }),
  LogSoftmax: ({ input }) => emit("LogSoftmax", [input("logits")], input("logits").shape, "float32", { axis: -1 }),
};
