import { allocate, type TypedArray } from "../dtype.ts";
import { type GraphType, leaf, makeNode, type Node, type Value } from "./graph.ts";

/** A one-dimensional int64 constant, as ONNX takes shapes, axes and paddings. */
export function int64(values: readonly number[]): Value {
  return leaf([values.length], "int64", { data: BigInt64Array.from(values, BigInt) });
}

/** Numbers of a small int64 constant; null where the value is none. */
export function integersOf(value: Value | undefined): number[] | null {
  return value?.dtype === "int64" && value.data ? Array.from(value.data as BigInt64Array, Number) : null;
}

/** A zeroed array of a graph's type. */
export function allocateData(dtype: GraphType, size: number): TypedArray | BigInt64Array {
  if (dtype === "int64") return new BigInt64Array(size);
  return dtype === "uint8" ? new Uint8Array(size) : allocate(dtype, size);
}

/** The one constant number that a value holds at every element, as a scalar; null where it is not known to. */
export function splatOf(value: Value): Value | null {
  const { producer } = value;
  const source = producer?.op === "Expand" ? producer.inputs[0]! : value;
  if (source.data?.length !== 1) return null;
  return source.shape.length === 0 ? source : leaf([], source.dtype, { data: source.data });
}

/** A constant number at every element of a shape, expanded by the runtime so that the graph stays small. */
export function expanded(scalar: Value, shape: readonly number[], source: string): Value {
  if (shape.length === 0) return scalar;
  return makeNode("Expand", [scalar, int64(shape)], shape, scalar.dtype, {}, "", source).output;
}

/** The same elements under another shape. */
export function reshaped(value: Value, shape: readonly number[], source: string): Value {
  // Without allowzero, a 0 means the operand's dimension.
  const attributes: Node["attributes"] = shape.includes(0) ? { allowzero: 1 } : {};
  return makeNode("Reshape", [value, int64(shape)], shape, value.dtype, attributes, "", source).output;
}
