import { TraceError } from "../../errors.ts";
import { cast, emit, int64, type KernelFamily, positiveAxis, reshape, scalar } from "./kernel.ts";

/** Rows and elements picked or written by index. */
export const indexing: KernelFamily = {
  GatherV2: ({ input, attributes }) => {
    const [x, indices] = [input("x"), input("indices")];
    if (attributes.batchDims) throw new TraceError("gather with batchDims cannot be compiled yet");
    const axis = positiveAxis(attributes.axis, x.shape.length);
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
    return emit("Gather", [x, indices], shape, x.dtype, { axis });
  },
  GatherNd: ({ input }) => {
    const [x, indices] = [input("params"), input("indices")];
    const shape = [...indices.shape.slice(0, -1), ...x.shape.slice(indices.shape.at(-1)!)];
    return emit("GatherND", [x, cast(indices, "int64")], shape, x.dtype);
  },
  UnsortedSegmentSum: ({ input, attributes }) => {
    const [x, segments] = [input("x"), input("segmentIds")];
    const shape = [attributes.numSegments as number, ...x.shape.slice(1)];
    const zeros = emit("Expand", [scalar(0, "float32"), int64(shape)], shape, "float32");
    const indices = cast(reshape(segments, [x.shape[0]!, 1]), "int64");
    return emit("ScatterND", [zeros, indices, x], shape, x.dtype, { reduction: "add" });
  },
  ScatterAdd: ({ input }) => {
    const [target, indices, updates] = [input("target"), input("indices"), input("updates")];
    const positions = cast(reshape(indices, [...indices.shape, 1]), "int64");
    return emit("ScatterND", [target, positions, updates], target.shape, target.dtype, { reduction: "add" });
  },
  OneHot: ({ input, attributes }) => {
    const indices = input("indices");
    const { depth, onValue, offValue } = attributes as { depth: number; onValue: number; offValue: number };
    const classes = cast(reshape(int64([...Array(depth).keys()]), [depth]), "int32");
    const shape = [...indices.shape, depth];
    const hit = emit("Equal", [reshape(indices, [...indices.shape, 1]), classes], shape, "bool");
    return emit("Where", [hit, scalar(onValue, "float32"), scalar(offValue, "float32")], shape, "float32");
  },
};
