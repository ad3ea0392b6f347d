import { sizeOf } from "../../dtype.ts";
import type { Graph, Node } from "../../graph/graph.ts";

/** Operators that compute far more than they read: worth handing parts of to other threads. */
const parallel = new Set(["Gemm", "MatMul", "FusedMatMul", "MatMulBnb4", "MatMulNBits", "Conv", "Softmax"]);

/**
 * Multiplications that a product with weights in few bits must have to be worth it. One row by a matrix of a small model takes
 * less time than a thread takes to wake up.
 */
const leastMultiplications = 1 << 22;

function isWorthThreads({ op, inputs, output }: Node): boolean {
  if (op !== "MatMulNBits") return parallel.has(op);
  return sizeOf(output.shape) * inputs[0]!.shape.at(-1)! >= leastMultiplications;
}

/**
 * Threads that a program is given.
 *
 * One, where a reducing scatter is in it: its indices may repeat, and onnxruntime's threads would race over them. One too where
 * nothing in it is worth handing over: such a program waits for memory, and waking a thread for each operator costs more than
 * it brings.
 */
export function threadsFor(graph: Graph, available: number): number {
  const races = graph.nodes.some(({ op, attributes }) => op === "ScatterND" && attributes.reduction === "add");
  return !races && graph.nodes.some(isWorthThreads) ? available : 1;
}

/** Operators whose products read whole matrices in float32. */
const products = new Set(["Gemm", "MatMul", "FusedMatMul"]);

/**
 * Whether threads should spin while they wait for the next operator of a run: where products have a few rows only, as a step of
 * generation has, they are so short that waking a thread for each costs a tenth of the time. Larger ones gain nothing by it, and
 * what runs beside them loses.
 */
export function shouldSpin(graph: Graph): boolean {
  const rows = graph.nodes.filter(({ op }) => products.has(op)).map(({ output }) => output.shape.at(-2) ?? 1);
  return rows.length > 0 && rows.every((count) => count <= 8);
}
