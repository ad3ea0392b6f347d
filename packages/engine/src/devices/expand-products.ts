import type { Graph, Node, Value } from "../graph/graph.ts";
import { optimize } from "../graph/passes/optimize.ts";
import { type Rule, rewrite } from "../graph/passes/rewrite.ts";
import { fromSource } from "../trace/kernels/kernel.ts";
import { fusedProduct, product4Bit } from "../trace/kernels/quantization.ts";
import { fusedProduct8Bit, product8Bit } from "../trace/kernels/quantization-8bit.ts";

const expand: Rule = (node) => fromSource(node.source, () => plainProduct(node));

/** Products with weights in 4 or 8 bits in plain operators, for runtimes that lack onnxruntime's own. */
export function expandProducts(graph: Graph): Graph {
  if (!graph.nodes.some((node) => fusedProduct(node) ?? fusedProduct8Bit(node))) return graph;
  // Optimised, so that what is recomputed and the gradient share the numbers of one weight.
  return optimize(rewrite(graph, [expand]));
}

function plainProduct(node: Node): Value | null {
  const in4Bits = fusedProduct(node);
  if (in4Bits) return product4Bit(in4Bits);
  const in8Bits = fusedProduct8Bit(node);
  return in8Bits && product8Bit(in8Bits);
}
