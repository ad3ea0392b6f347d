import type { Graph } from "../../../../graph/graph.ts";
import { optimize } from "../../../../graph/passes/optimize.ts";
import { expandProducts } from "../../../expand-products.ts";
import { expandPowers } from "./full-powers.ts";
import { orderSums } from "./ordered-sums.ts";
import { separateTransposes } from "./plain-products.ts";
import { widenBytes } from "./wide-bytes.ts";

const passes = [expandProducts, widenBytes, expandPowers, orderSums, separateTransposes];

/** A traced graph as onnxruntime's WebGPU provider computes it on the GPU, rightly, and the same way every time. */
export function adapt(graph: Graph): Graph {
  return optimize(passes.reduce((adapted, pass) => pass(adapted), graph));
}
