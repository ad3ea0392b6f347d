import * as tf from "@tensorflow/tfjs";
import type { TfjsDataType } from "../../dtype.ts";
import type { Value } from "../../graph/graph.ts";
import { broadcastShape, cast, emit, type KernelFamily, type KernelTranslation, where } from "./kernel.ts";

/** Which of two numbers is larger; ONNX has no order on bool. */
const comparison =
  (op: string): KernelTranslation =>
  ({ input }) => {
    const [a, b] = [input("a"), input("b")].map((value) => (value.dtype === "bool" ? cast(value, "int32") : value)) as [
      Value,
      Value,
    ];
    return emit(op, [a, b], broadcastShape(a, b), "bool");
  };

const logical =
  (op: string): KernelTranslation =>
  ({ input }) =>
    emit(op, [cast(input("a"), "bool"), cast(input("b"), "bool")], broadcastShape(input("a"), input("b")), "bool");

const equal: KernelTranslation = ({ input }) =>
  emit("Equal", [input("a"), input("b")], broadcastShape(input("a"), input("b")), "bool");

/** Comparisons and what is done with them. */
export const logic: KernelFamily = {
  Greater: comparison("Greater"),
  GreaterEqual: comparison("GreaterOrEqual"),
  Less: comparison("Less"),
  LessEqual: comparison("LessOrEqual"),
  Equal: equal,
  NotEqual: (call) => {
    const same = equal(call) as Value;
    return emit("Not", [same], same.shape, "bool");
  },
  LogicalAnd: logical("And"),
  LogicalOr: logical("Or"),
  LogicalNot: ({ input }) => emit("Not", [cast(input("x"), "bool")], input("x").shape, "bool"),
  Select: ({ input }) => {
    const [condition, then, otherwise] = [input("condition"), input("t"), input("e")];
    const dtype = tf.upcastType(then.dtype as TfjsDataType, otherwise.dtype as TfjsDataType) as TfjsDataType;
    return where(cast(condition, "bool"), cast(then, dtype), cast(otherwise, dtype), then.shape);
  },
};
