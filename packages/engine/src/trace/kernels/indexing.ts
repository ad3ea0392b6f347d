import * as tf from "@tensorflow/tfjs";
import { type DataType, sizeOf } from "../../dtype.ts";
import { leaf, type Value } from "../../graph/graph.ts";
import {
  cast,
  emit,
  full,
  int64,
  type KernelFamily,
  positiveAxis,
  reshape,
  scalar,
  transpose,
  where,
} from "./kernel.ts";

/** Elements picked by another list of indices in every batch, from [batch…, outer…, axis, inner…]. */
function batchGather(x: Value, indices: Value, axis: number, batchDims: number): Value {
  const info = tf.backend_util.segment_util.collectGatherOpShapeInfo(
    { shape: [...x.shape] } as tf.Tensor,
    { shape: [...indices.shape] } as tf.Tensor,
    axis,
    batchDims,
  );
  const { batchSize, outerSize, dimSize, sliceSize } = info;
  const count = sizeOf(indices.shape) / Math.max(1, batchSize);
  const rows = transpose(reshape(x, [batchSize, outerSize, dimSize, sliceSize]), [0, 2, 1, 3]);
  const places = cast(reshape(indices, [batchSize, count, 1]), "int64");
  const shape = [batchSize, count, outerSize, sliceSize];
  const picked = emit("GatherND", [rows, places], shape, x.dtype, { batch_dims: 1 });
  return reshape(transpose(picked, [0, 2, 1, 3]), info.outputShape);
}

/** Indices as ONNX takes them: [..., coordinates], int64. */
function positions(indices: Value): Value {
  const { shape } = indices;
  return cast(shape.length < 2 ? reshape(indices, [...shape.slice(0, 1), 1]) : indices, "int64");
}

/** Elements or rows replaced. onnxruntime's operator knows no bool. */
function scatter(target: Value, indices: Value, updates: Value): Value {
  const [to, from] = [target, updates].map((value) => (value.dtype === "bool" ? cast(value, "int32") : value)) as [
    Value,
    Value,
  ];
  return cast(emit("ScatterND", [to, positions(indices), from], to.shape, to.dtype), target.dtype);
}

/** Rows and elements picked or written by index. */
export const indexing: KernelFamily = {
  GatherV2: ({ input, attributes, refuse }) => {
    const [x, indices] = [input("x"), input("indices")];
    const axis = positiveAxis(attributes.axis, x.shape.length);
    if (x.shape[axis] === undefined) refuse(`there is no axis ${attributes.axis} in [${x.shape}]`);
    if (attributes.batchDims) return batchGather(x, indices, axis, attributes.batchDims);
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
    return emit("Gather", [x, indices], shape, x.dtype, { axis });
  },
  GatherNd: ({ input, refuse }) => {
    const [x, indices] = [input("params"), input("indices")];
    const depth = indices.shape.at(-1) ?? 0;
    if (depth === 0 || depth > x.shape.length) refuse(`indices [${indices.shape}] do not point into [${x.shape}]`);
    const shape = [...indices.shape.slice(0, -1), ...x.shape.slice(depth)];
    return emit("GatherND", [x, cast(indices, "int64")], shape, x.dtype);
  },
  UnsortedSegmentSum: ({ input, attributes, refuse }) => {
    const [x, segments] = [input("x"), input("segmentIds")];
    if (x.dtype !== "float32") refuse(`it is given ${x.dtype}, and sums float32 only`);
    const rank = segments.shape.length;
    const isEach = rank === 1 || rank === x.shape.length;
    if (rank === 0 || !isEach || String(x.shape.slice(0, rank)) !== String(segments.shape))
      refuse(`ids [${segments.shape}] are not one for each row or each element of [${x.shape}]`);
    const shape = [attributes.numSegments as number, ...x.shape.slice(1)];
    const zeros = full(shape, 0, "float32");
    // Rows of negative ids belong nowhere; ONNX would count them from the end. They are added to row 0 as zeros.
    const ids = reshape(segments, [...segments.shape, ...x.shape.slice(rank).map(() => 1)]);
    const counts = emit("GreaterOrEqual", [ids, scalar(0, "int32")], ids.shape, "bool");
    const rows = emit("Where", [counts, x, scalar(0, "float32")], x.shape, "float32");
    const clipped = emit("Max", [ids, scalar(0, "int32")], ids.shape, "int32");
    if (rank === 1) {
      const places = cast(reshape(clipped, [x.shape[0]!, 1]), "int64");
      return emit("ScatterND", [zeros, places, rows], shape, "float32", { reduction: "add" });
    }
    // Of more axes tfjs sums over the first alone.
    const everywhere = cast(emit("Expand", [clipped, int64(x.shape)], x.shape, "int32"), "int64");
    return emit("ScatterElements", [zeros, everywhere, rows], shape, "float32", { axis: 0, reduction: "add" });
  },
  ScatterNd: ({ number, input, attributes }) => {
    const updates = number("updates");
    const zeros = full(attributes.shape, 0, updates.dtype as DataType);
    return emit("ScatterND", [zeros, positions(input("indices")), updates], attributes.shape, updates.dtype, {
      reduction: "add",
    });
  },
  TensorScatterUpdate: ({ input }) => scatter(input("tensor"), input("indices"), input("updates")),
  SparseToDense: ({ input, attributes }) => {
    const [indices, values] = [input("sparseIndices"), input("sparseValues")];
    const shape = attributes.outputShape as number[];
    const dense = emit("Expand", [cast(input("defaultValue"), values.dtype), int64(shape)], shape, values.dtype);
    const points = positions(indices);
    const size = points.shape.slice(0, -1);
    const all = values.shape.length === 0 ? emit("Expand", [values, int64(size)], size, values.dtype) : values;
    return scatter(dense, indices, all);
  },
  ScatterAdd: ({ number, input }) => {
    const [target, indices, updates] = [number("target"), input("indices"), number("updates")];
    return emit("ScatterND", [target, positions(indices), updates], target.shape, target.dtype, { reduction: "add" });
  },
  OneHot: ({ input, attributes }) => {
    const indices = input("indices");
    const { depth, onValue, offValue } = attributes as { depth: number; onValue: number; offValue: number };
    const { dtype } = attributes as { dtype: DataType };
    const classes = leaf([depth], "int32", { data: Int32Array.from({ length: depth }, (_, i) => i) });
    const shape = [...indices.shape, depth];
    const hit = emit("Equal", [reshape(indices, [...indices.shape, 1]), classes], shape, "bool");
    return where(hit, scalar(onValue, dtype), scalar(offValue, dtype), shape);
  },
};
