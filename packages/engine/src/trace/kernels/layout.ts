import * as tf from "@tensorflow/tfjs";
import { sizeOf } from "../../dtype.ts";
import { leaf, type Value } from "../../graph/graph.ts";
import { emit, int64, type KernelFamily, pad, positiveAxis, reshape, slice, transpose } from "./kernel.ts";

/** Every `strides`-th element from `begin` on. */
function strided(x: Value, begin: readonly number[], size: readonly number[], strides: readonly number[]): Value {
  const end = begin.map((start, axis) => {
    const behind = start + size[axis]! * strides[axis]!;
    // ONNX would count a −1 from the end.
    return behind < 0 ? -x.shape[axis]! - 1 : behind;
  });
  return emit("Slice", [x, int64(begin), int64(end), int64([...x.shape.keys()]), int64(strides)], size, x.dtype);
}

/** An axis continued in the mirror, with its outermost elements twice or once. */
function mirrored(x: Value, axis: number, before: number, after: number, mode: "reflect" | "symmetric"): Value {
  const length = x.shape[axis]!;
  const twice = mode === "symmetric" ? 1 : 0;
  const from = Int32Array.from({ length: before + length + after }, (_, i) => {
    const position = i - before;
    if (position < 0) return -position - twice;
    return position < length ? position : 2 * (length - 1) - position + twice;
  });
  const indices = leaf([from.length], "int32", { data: from });
  return emit("Gather", [x, indices], x.shape.with(axis, from.length), x.dtype, { axis });
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
  Transpose: ({ input, attributes }) => transpose(input("x"), attributes.perm),
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
  Pack: ({ inputs, attributes, refuse }) => {
    const shape = [...inputs[0]!.shape];
    const other = inputs.find((value) => String(value.shape) !== String(shape));
    if (other) refuse(`it is given [${shape}] and [${other.shape}], not tensors of one shape`);
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
    const paddings = attributes.paddings as [number, number][];
    const [before, after] = [paddings.map(([count]) => count), paddings.map(([, count]) => count)];
    return pad(input("x"), before, after, attributes.constantValue);
  },
  MirrorPad: ({ input, attributes }) => {
    const { paddings, mode } = attributes as { paddings: [number, number][]; mode: "reflect" | "symmetric" };
    return paddings.reduce(
      (x, [before, after], axis) => (before + after === 0 ? x : mirrored(x, axis, before, after, mode)),
      input("x"),
    );
  },
  Reverse: ({ input, attributes }) => {
    const x = input("x");
    const axes = tf.util.parseAxisParam(attributes.dims, [...x.shape]);
    if (x.shape.length === 0 || axes.length === 0) return x;
    const start = x.shape.map((dimension, axis) => (axes.includes(axis) ? dimension - 1 : 0));
    return strided(
      x,
      start,
      x.shape,
      x.shape.map((_, axis) => (axes.includes(axis) ? -1 : 1)),
    );
  },
  StridedSlice: ({ input, attributes }) => {
    const x = input("x");
    const { beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
    const info = tf.slice_util.sliceInfo(
      [...x.shape],
      attributes.begin,
      attributes.end,
      attributes.strides,
      beginMask,
      endMask,
      ellipsisMask,
      newAxisMask,
      shrinkAxisMask,
    );
    if (info.isIdentity) return reshape(x, info.finalShape);
    const size = tf.slice_util.computeOutShape(info.begin, info.end, info.strides);
    return reshape(strided(x, info.begin, size, info.strides), info.finalShape);
  },
  Tile: ({ input, attributes }) => {
    const reps = attributes.reps as number[];
    const shape = input("x").shape.map((dimension, i) => dimension * reps[i]!);
    return emit("Tile", [input("x"), int64(reps)], shape, input("x").dtype);
  },
};
