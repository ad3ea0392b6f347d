import type { DataType } from "../../dtype.ts";
import type { Value } from "../../graph/graph.ts";
import { leaf } from "../../graph/graph.ts";
import { emit, int64, type KernelFamily, scalar } from "./kernel.ts";

/** A tensor of one number, expanded by the runtime so that the graph stays small. */
function full(shape: readonly number[], value: number, dtype: DataType): Value {
  return shape.length === 0 ? scalar(value, dtype) : emit("Expand", [scalar(value, dtype), int64(shape)], shape, dtype);
}

/** Tensors made of no other. */
export const creation: KernelFamily = {
  Fill: ({ attributes }) => full(attributes.shape, attributes.value, attributes.dtype ?? "float32"),
  OnesLike: ({ input }) => full(input("x").shape, 1, input("x").dtype as DataType),
  ZerosLike: ({ input }) => full(input("x").shape, 0, input("x").dtype as DataType),
  Range: ({ attributes }) => {
    const { start, stop, step, dtype } = attributes as { start: number; stop: number; step: number; dtype: DataType };
    const length = Math.max(0, Math.ceil((stop - start) / step));
    const values = Array.from({ length }, (_, i) => start + i * step);
    return leaf([length], dtype, { data: dtype === "int32" ? Int32Array.from(values) : Float32Array.from(values) });
  },
};
