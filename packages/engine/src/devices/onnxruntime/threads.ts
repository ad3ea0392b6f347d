import type { Graph } from "../../graph/graph.ts";

/** Operators that compute far more than they read: worth handing parts of to other threads. */
const parallel = new Set(["Gemm", "MatMul", "FusedMatMul", "Conv", "Softmax"]);

/**
 * Threads that a program is given.
 *
 * One, where a reducing scatter is in it: its indices may repeat, and onnxruntime's threads would race over them. One too where
 * nothing but element-wise work is: that waits for memory, and handing it over costs more than a second thread brings
 * (AdamW over 15M parameters in chunks of 2^18: 51 ms on one thread, 66 to 79 ms on two).
 */
export function threadsFor(graph: Graph, available: number): number {
  const races = graph.nodes.some(({ op, attributes }) => op === "ScatterND" && attributes.reduction === "add");
  return !races && graph.nodes.some(({ op }) => parallel.has(op)) ? available : 1;
}
