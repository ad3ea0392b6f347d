import { sizeOf } from "../../../../dtype.ts";
import type { Graph, Value } from "../../../../graph/graph.ts";
import { emit, int64 } from "../../../../trace/kernels/kernel.ts";
import { rewrite } from "./rewrite.ts";

/** Operands of powers in the result's shape: onnxruntime 1.30 fails where it would broadcast rows of a multiple of 4. */
export function expandPowers(graph: Graph): Graph {
  return rewrite(graph, ({ op, inputs: [a, b], output: { shape, dtype } }) => {
    if (op !== "Pow") return null;
    const isFull = ({ shape: own }: Value) => sizeOf(own) === 1 || String(own) === String(shape);
    if (isFull(a!) && isFull(b!)) return null;
    const [x, y] = [a!, b!].map((value) =>
      isFull(value) ? value : emit("Expand", [value, int64(shape)], shape, value.dtype),
    );
    return emit("Pow", [x!, y!], shape, dtype);
  });
}
