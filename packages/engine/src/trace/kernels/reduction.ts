import * as tf from "@tensorflow/tfjs";
import { nthOutput, type Value } from "../../graph/graph.ts";
import {
  cast,
  emit,
  int64,
  type KernelCall,
  type KernelFamily,
  type KernelTranslation,
  positiveAxis,
} from "./kernel.ts";

const reduction =
  (op: string, convert: (call: KernelCall) => Value = ({ input }) => withoutBool(input("x"))): KernelTranslation =>
  (call) => {
    const x = convert(call);
    const { axis, reductionIndices, keepDims } = call.attributes;
    const axes = tf.util.parseAxisParam(axis ?? reductionIndices, [...x.shape]);
    const [reduced] = tf.backend_util.computeOutAndReduceShapes([...x.shape], axes);
    const shape = keepDims ? tf.backend_util.expandShapeToKeepDim(reduced, axes) : reduced;
    // ONNX takes no axes for all axes.
    if (axes.length === 0) return x;
    return emit(op, [x, int64(axes)], shape, x.dtype, { keepdims: keepDims ? 1 : 0 });
  };

/** The largest or smallest of bools is a bool. */
const extreme =
  (op: string): KernelTranslation =>
  (call) =>
    cast(reduction(op)(call) as Value, call.input("x").dtype);

function withoutBool(value: Value): Value {
  return value.dtype === "bool" ? cast(value, "int32") : value;
}

const indexOf =
  (op: string): KernelTranslation =>
  ({ input, attributes }) => {
    const x = withoutBool(input("x"));
    const axis = positiveAxis(attributes.axis, x.shape.length);
    const shape = x.shape.filter((_, i) => i !== axis);
    return cast(emit(op, [x], shape, "int64", { axis, keepdims: 0 }), "int32");
  };

/** The largest `k` along the last axis and where they are, the first of equals first. */
const topK: KernelTranslation = ({ input, attributes, refuse }) => {
  const x = withoutBool(input("x"));
  const k = attributes.k as number;
  const shape = [...x.shape.slice(0, -1), k];
  if (k < 1) refuse(`it is asked for the largest ${k}`);
  const indices = emit("TopK", [x, int64([k])], shape, "int64", { axis: -1, ...nthOutput(1) });
  const values = emit("GatherElements", [x, indices], shape, x.dtype, { axis: -1 });
  return [cast(values, input("x").dtype), cast(indices, "int32")];
};

/** Over one or more axes. */
export const reductions: KernelFamily = {
  Sum: reduction("ReduceSum"),
  Mean: reduction("ReduceMean", ({ input }) => cast(input("x"), "float32")),
  Max: extreme("ReduceMax"),
  Min: extreme("ReduceMin"),
  All: extreme("ReduceMin"),
  Any: extreme("ReduceMax"),
  TopK: topK,
  Prod: reduction("ReduceProd"),
  ArgMax: indexOf("ArgMax"),
  ArgMin: indexOf("ArgMin"),
  // tfjs takes no other axis than the last.
  Softmax: ({ float }) => emit("Softmax", [float("logits")], float("logits").shape, "float32", { axis: -1 }),
};
