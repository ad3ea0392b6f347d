import * as tf from "@tensorflow/tfjs";
import type { DataType } from "../../dtype.ts";
import { type Attribute, type GraphType, leaf, makeNode, type Node, type Value } from "../../graph/graph.ts";

/** What a kernel's translation is given. */
export interface KernelCall {
  /** Graph value of the input of that name in tfjs's kernel. */
  input(name: string): Value;
  /** All inputs, of kernels that take a list. */
  readonly inputs: readonly Value[];
  // biome-ignore lint/suspicious/noExplicitAny: tfjs types a kernel's attributes kernel by kernel; each translation names what it reads
  readonly attributes: any;
}

/** Translates one tfjs kernel into ONNX operators. */
export type KernelTranslation = (call: KernelCall) => Value | Value[];

/** Translations by tfjs kernel name. */
export type KernelFamily = Readonly<Record<string, KernelTranslation>>;

/** The result of an ONNX operator. */
export function emit(
  op: string,
  inputs: readonly Value[],
  shape: readonly number[],
  dtype: GraphType,
  attributes: Readonly<Record<string, Attribute>> = {},
  domain: Node["domain"] = "",
): Value {
  return makeNode(op, inputs, shape, dtype, attributes, domain).output;
}

/** A one-dimensional int64 constant, as ONNX takes shapes, axes and paddings. */
export function int64(values: readonly number[]): Value {
  return leaf([values.length], "int64", { data: BigInt64Array.from(values, BigInt) });
}

export function scalar(value: number, dtype: DataType): Value {
  const data =
    dtype === "float32" ? Float32Array.of(value) : dtype === "int32" ? Int32Array.of(value) : Uint8Array.of(value);
  return leaf([], dtype, { data });
}

export function cast(value: Value, dtype: GraphType): Value {
  const to = { float32: 1, int32: 6, int64: 7, bool: 9 }[dtype];
  return value.dtype === dtype ? value : emit("Cast", [value], value.shape, dtype, { to });
}

export function reshape(value: Value, shape: readonly number[]): Value {
  const same = shape.length === value.shape.length && shape.every((dimension, i) => dimension === value.shape[i]);
  return same ? value : emit("Reshape", [value, int64(shape)], shape, value.dtype);
}

/** Shape of an element-wise result of two operands. */
export function broadcastShape(a: Value, b: Value): number[] {
  return tf.broadcast_util.assertAndGetBroadcastShape([...a.shape], [...b.shape]);
}

/** A non-negative axis. */
export function positiveAxis(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
