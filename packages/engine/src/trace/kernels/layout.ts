import * as tf from "@tensorflow/tfjs";
import { sizeOf } from "../../dtype.ts";
import type { Value } from "../../graph/graph.ts";
import { emit, int64, type KernelFamily, positiveAxis, reshape, scalarLike } from "./kernel.ts";

function slice(x: Value, begin: readonly number[], size: readonly number[]): Value {
  const end = begin.map((start, axis) => start + size[axis]!);
  return emit("Slice", [x, int64(begin), int64(end)], size, x.dtype);
}

/** Shapes changed, axes moved, parts taken and put together. */
export const layout: KernelFamily = {
  Reshape: ({ input, attributes, refuse }) => {
    const x = input("x");
    const shape = tf.util.inferFromImplicitShape(attributes.shape, sizeOf(x.shape));
    if (sizeOf(shape) !== sizeOf(x.shape)) refuse(`[${x.shape}] has not as many elements as [${shape}]`);
    return reshape(x, shape);
  },
  ExpandDims: ({ input, attributes }) => {
    const shape = [...input("input").shape];
    shape.splice(positiveAxis(attributes.dim, shape.length + 1), 0, 1);
    return reshape(input("input"), shape);
  },
  Transpose: ({ input, attributes }) => {
    const perm = attributes.perm as number[];
    const shape = perm.map((axis) => input("x").shape[axis]!);
    return emit("Transpose", [input("x")], shape, input("x").dtype, { perm });
  },
  Slice: ({ input, attributes }) => {
    const x = input("x");
    const { begin, size } = attributes as { begin: number | number[]; size: number | number[] };
    const handle = { shape: [...x.shape] } as tf.Tensor;
    const [start, count] = tf.slice_util.parseSliceParams(handle, begin, size) as [number[], number[]];
    tf.slice_util.assertParamsValid(handle, start, count);
    return slice(x, start, count);
  },
  SplitV: ({ input, attributes }) => {
    const x = input("x");
    const axis = positiveAxis(attributes.axis, x.shape.length);
    const sizes = tf.backend_util.prepareSplitSize(
      { shape: [...x.shape] } as tf.Tensor,
      attributes.numOrSizeSplits,
      axis,
    );
    let offset = 0;
    return sizes.map((count) => {
      const begin = x.shape.map((_, i) => (i === axis ? offset : 0));
      offset += count;
      return slice(
        x,
        begin,
        x.shape.map((dimension, i) => (i === axis ? count : dimension)),
      );
    });
  },
  Concat: ({ inputs, attributes }) => {
    const axis = positiveAxis(attributes.axis, inputs[0]!.shape.length);
    tf.backend_util.assertParamsConsistent(
      inputs.map((value) => [...value.shape]),
      axis,
    );
    const total = inputs.reduce((sum, value) => sum + value.shape[axis]!, 0);
    const shape = inputs[0]!.shape.map((dimension, i) => (i === axis ? total : dimension));
    return emit("Concat", inputs, shape, inputs[0]!.dtype, { axis });
  },
  Pack: ({ inputs, attributes }) => {
    const shape = [...inputs[0]!.shape];
    const axis = positiveAxis(attributes.axis, shape.length + 1);
    const expanded = shape.toSpliced(axis, 0, 1);
    const parts = inputs.map((value) => reshape(value, expanded));
    return emit("Concat", parts, shape.toSpliced(axis, 0, inputs.length), inputs[0]!.dtype, { axis });
  },
  Unpack: ({ input, attributes }) => {
    const x = input("value");
    const axis = positiveAxis(attributes.axis, x.shape.length);
    const size = x.shape.with(axis, 1);
    return Array.from({ length: x.shape[axis]! }, (_, index) => {
      const begin = x.shape.map((_, i) => (i === axis ? index : 0));
      return reshape(slice(x, begin, size), x.shape.toSpliced(axis, 1));
    });
  },
  PadV2: ({ input, attributes }) => {
    const x = input("x");
    const paddings = attributes.paddings as [number, number][];
    const shape = x.shape.map((dimension, i) => dimension + paddings[i]![0] + paddings[i]![1]);
    const pads = int64([...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)]);
    return emit("Pad", [x, pads, scalarLike(attributes.constantValue, x)], shape, x.dtype);
  },
  Tile: ({ input, attributes }) => {
    const reps = attributes.reps as number[];
    const shape = input("x").shape.map((dimension, i) => dimension * reps[i]!);
    return emit("Tile", [input("x"), int64(reps)], shape, input("x").dtype);
  },
};
