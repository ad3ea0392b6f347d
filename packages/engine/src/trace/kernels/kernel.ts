import * as tf from "@tensorflow/tfjs";
import { allocate, type DataType } from "../../dtype.ts";
import { type Attribute, type GraphType, leaf, makeNode, type Node, type Value } from "../../graph/graph.ts";
import { onnxType } from "../../graph/onnx-messages.ts";

/** What a kernel's translation is given. */
export interface KernelCall {
  /** Graph value of the input of that name in tfjs's kernel; bytes as int32. */
  input(name: string): Value;
  /** The same of an input that may be bytes and stays so. */
  bytes(name: string): Value;
  /** The same, if it is float32 or int32. */
  number(name: string): Value;
  /** The same as float32, if it is float32 or int32. */
  float(name: string): Value;
  /** As `input`, null where the kernel is called without it. */
  optional(name: string): Value | null;
  /** Says why the kernel cannot be compiled with these inputs or attributes. */
  refuse(reason: string): never;
  /** All inputs, of kernels that take a list. */
  readonly inputs: readonly Value[];
  // biome-ignore lint/suspicious/noExplicitAny: tfjs types a kernel's attributes kernel by kernel; each translation names what it reads
  readonly attributes: any;
}

/** Translates one tfjs kernel into ONNX operators. */
export type KernelTranslation = (call: KernelCall) => Value | Value[];

/** Translations by tfjs kernel name. */
export type KernelFamily = Readonly<Record<string, KernelTranslation>>;

let currentSource = "";

/** Runs a translation whose nodes all come from one call of a kernel; see `Node.source`. */
export function fromSource<Result>(source: string, translate: () => Result): Result {
  currentSource = source;
  try {
    return translate();
  } finally {
    currentSource = "";
  }
}

/** The result of an ONNX operator. */
export function emit(
  op: string,
  inputs: readonly Value[],
  shape: readonly number[],
  dtype: GraphType,
  attributes: Readonly<Record<string, Attribute>> = {},
  domain: Node["domain"] = "",
): Value {
  return makeNode(op, inputs, shape, dtype, attributes, domain, currentSource).output;
}

/** A one-dimensional int64 constant, as ONNX takes shapes, axes and paddings. */
export function int64(values: readonly number[]): Value {
  return leaf([values.length], "int64", { data: BigInt64Array.from(values, BigInt) });
}

/** A constant of one number. */
export function scalar(value: number, dtype: DataType): Value {
  const data = allocate(dtype, 1);
  data[0] = value;
  return leaf([], dtype, { data });
}

/** A constant of one number, in another value's type. */
export function scalarLike(value: number, { dtype }: Value): Value {
  return dtype === "int64" ? reshape(int64([value]), []) : scalar(value, dtype as DataType);
}

/** The same numbers in another type; from float32 to int32 only for numbers that are in int32's range. */
export function cast(value: Value, dtype: GraphType): Value {
  return value.dtype === dtype ? value : emit("Cast", [value], value.shape, dtype, { to: onnxType[dtype] });
}

/** The value in the type that a function knows it under: bytes are int32 there. */
export function functionView(value: Value): Value {
  return value.dtype === "uint8" ? cast(value, "int32") : value;
}

/** float32 to int32 as JavaScript truncates; what is no number or beyond int32's range becomes 0, which ONNX leaves open. */
export function toInt32(value: Value): Value {
  if (value.dtype !== "float32") return cast(value, "int32");
  const magnitude = emit("Abs", [value], value.shape, "float32");
  const fits = emit("Less", [magnitude, scalar(2 ** 31, "float32")], value.shape, "bool");
  return cast(emit("Where", [fits, value, scalar(0, "float32")], value.shape, "float32"), "int32");
}

export function reshape(value: Value, shape: readonly number[]): Value {
  const same = shape.length === value.shape.length && shape.every((dimension, i) => dimension === value.shape[i]);
  if (same) return value;
  // Without allowzero, a 0 means the operand's dimension.
  return emit("Reshape", [value, int64(shape)], shape, value.dtype, shape.includes(0) ? { allowzero: 1 } : {});
}

/** Either of two values of one type, element by element. onnxruntime has no such operator on bool. */
export function where(condition: Value, then: Value, otherwise: Value, shape: readonly number[]): Value {
  const { dtype } = then;
  if (dtype !== "bool") return emit("Where", [condition, then, otherwise], shape, dtype);
  return cast(emit("Where", [condition, cast(then, "int32"), cast(otherwise, "int32")], shape, "int32"), "bool");
}

/** A tensor of one number, expanded by the runtime so that the graph stays small. */
export function full(shape: readonly number[], value: number, dtype: DataType): Value {
  return shape.length === 0 ? scalar(value, dtype) : emit("Expand", [scalar(value, dtype), int64(shape)], shape, dtype);
}

/** The axes in another order. */
export function transpose(value: Value, perm: readonly number[]): Value {
  if (perm.every((axis, i) => axis === i)) return value;
  const shape = perm.map((axis) => value.shape[axis]!);
  return emit("Transpose", [value], shape, value.dtype, { perm });
}

/** `size` elements from `begin` on along every axis. */
export function slice(value: Value, begin: readonly number[], size: readonly number[]): Value {
  const end = begin.map((start, axis) => start + size[axis]!);
  return emit("Slice", [value, int64(begin), int64(end)], size, value.dtype);
}

/** `fill` added before and after along every axis. */
export function pad(value: Value, before: readonly number[], after: readonly number[], fill: number): Value {
  if ([...before, ...after].every((count) => count === 0)) return value;
  const shape = value.shape.map((dimension, i) => dimension + before[i]! + after[i]!);
  return emit("Pad", [value, int64([...before, ...after]), scalarLike(fill, value)], shape, value.dtype);
}

/** Shape of an element-wise result of two operands. */
export function broadcastShape(a: Value, b: Value): number[] {
  return tf.broadcast_util.assertAndGetBroadcastShape([...a.shape], [...b.shape]);
}

/** A non-negative axis. */
export function positiveAxis(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
