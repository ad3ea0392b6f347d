import type { Graph } from "../graph/graph.ts";
import { optimize } from "../graph/passes/optimize.ts";
import { type Rule, rewrite } from "../graph/passes/rewrite.ts";
import { fromSource } from "../trace/kernels/kernel.ts";
import { fusedProduct, product4Bit } from "../trace/kernels/quantization.ts";

const expand: Rule = (node) => {
  const product = fusedProduct(node);
  return product && fromSource(node.source, () => product4Bit(product));
};

/** Products with weights in 4 bits in plain operators, for runtimes that lack onnxruntime's own. */
export function expandProducts(graph: Graph): Graph {
  if (!graph.nodes.some(fusedProduct)) return graph;
  // Optimised, so that what is recomputed and the gradient share the numbers of one weight.
  return optimize(rewrite(graph, [expand]));
}
