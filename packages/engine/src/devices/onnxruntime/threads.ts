import type { Graph } from "../../graph/graph.ts";

/** Operators that compute far more than they read: worth handing parts of to other threads. */
const parallel = new Set(["Gemm", "MatMul", "FusedMatMul", "MatMulBnb4", "MatMulNBits", "Conv", "Softmax"]);

/**
 * Threads that a program is given.
 *
 * One, where a reducing scatter is in it: its indices may repeat, and onnxruntime's threads would race over them. One too where
 * nothing in it is worth handing over: such a program waits for memory, and waking a thread for each operator costs more than
 * it brings.
 */
export function threadsFor(graph: Graph, available: number): number {
  const races = graph.nodes.some(({ op, attributes }) => op === "ScatterND" && attributes.reduction === "add");
  return !races && graph.nodes.some(({ op }) => parallel.has(op)) ? available : 1;
}
