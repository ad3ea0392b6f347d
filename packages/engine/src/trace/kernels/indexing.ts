import type { DataType } from "../../dtype.ts";
import { leaf } from "../../graph/graph.ts";
import { cast, emit, int64, type KernelFamily, positiveAxis, reshape, scalar, where } from "./kernel.ts";

/** Rows and elements picked or written by index. */
export const indexing: KernelFamily = {
  GatherV2: ({ input, attributes, refuse }) => {
    const [x, indices] = [input("x"), input("indices")];
    if (attributes.batchDims) refuse("batchDims other than 0 have no translation yet");
    const axis = positiveAxis(attributes.axis, x.shape.length);
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
    if (segments.shape.length !== 1) refuse("segmentIds of more than one axis have no translation yet");
    if (segments.shape[0] !== x.shape[0]) refuse(`${segments.shape[0]} ids are not one for each row of [${x.shape}]`);
    const shape = [attributes.numSegments as number, ...x.shape.slice(1)];
    const zeros = emit("Expand", [scalar(0, "float32"), int64(shape)], shape, "float32");
    // Rows of negative ids belong nowhere; ONNX would count them from the end. They are added to row 0 as zeros.
    const ids = reshape(segments, [x.shape[0]!, ...x.shape.slice(1).map(() => 1)]);
    const counts = emit("GreaterOrEqual", [ids, scalar(0, "int32")], ids.shape, "bool");
    const rows = emit("Where", [counts, x, scalar(0, "float32")], x.shape, "float32");
    const clipped = emit("Max", [reshape(segments, [x.shape[0]!, 1]), scalar(0, "int32")], [x.shape[0]!, 1], "int32");
    return emit("ScatterND", [zeros, cast(clipped, "int64"), rows], shape, "float32", { reduction: "add" });
  },
  ScatterAdd: ({ number, input }) => {
    const [target, indices, updates] = [number("target"), input("indices"), number("updates")];
    const positions = cast(reshape(indices, [...indices.shape, 1]), "int64");
    return emit("ScatterND", [target, positions, updates], target.shape, target.dtype, { reduction: "add" });
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
