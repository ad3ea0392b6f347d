import type { Graph } from "../../../../graph/graph.ts";
import { optimize } from "../../../../graph/passes/optimize.ts";
import { expandPowers } from "./full-powers.ts";
import { orderSums } from "./ordered-sums.ts";

/** A traced graph as onnxruntime's WebGPU provider computes it rightly, and the same way every time. */
export function adapt(graph: Graph): Graph {
  return optimize(orderSums(expandPowers(graph)));
}
