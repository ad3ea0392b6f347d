import * as tf from "@tensorflow/tfjs";
import { allocate, type DataType } from "../../dtype.ts";
import { leaf } from "../../graph/graph.ts";
import { full, type KernelFamily } from "./kernel.ts";

/** Tensors made of no other. */
export const creation: KernelFamily = {
  Fill: ({ attributes, refuse }) => {
    const { shape, value, dtype = tf.util.inferDtype(value) } = attributes;
    if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool") return refuse(`there is no type ${dtype}`);
    return full(shape, Number(value), dtype);
  },
  OnesLike: ({ input }) => full(input("x").shape, 1, input("x").dtype as DataType),
  ZerosLike: ({ input }) => full(input("x").shape, 0, input("x").dtype as DataType),
  Range: ({ attributes }) => {
    const { start, stop, dtype } = attributes as { start: number; stop: number; dtype: "float32" | "int32" };
    // tfjs counts down by itself where the step is 1.
    const step = attributes.step === 1 && stop < start ? -1 : (attributes.step as number);
    const data = allocate(dtype, Math.max(0, Math.ceil((stop - start) / step)));
    // Each number comes from the one before, rounding included, as in tfjs.
    data.forEach((_, i) => {
      data[i] = i === 0 ? start : data[i - 1]! + step;
    });
    return leaf([data.length], dtype, { data });
  },
  LinSpace: ({ attributes }) => {
    const { start, stop, num } = attributes as { start: number; stop: number; num: number };
    const step = (stop - start) / (num - 1);
    const data = allocate("float32", num);
    data.forEach((_, i) => {
      data[i] = i === 0 ? start : data[i - 1]! + step;
    });
    return leaf([num], "float32", { data });
  },
};
