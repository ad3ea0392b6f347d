import type { Graph, Node } from "../../../../graph/graph.ts";

/** Nodes that are left to the CPU, as the provider of onnxruntime 1.30 refuses them or gets them wrong, each with a name. */
export function namesOfCpuNodes(graph: Graph): Map<Node, string> {
  return new Map(graph.nodes.filter(isForCpu).map((node) => [node, `on_cpu_${node.output.id}`]));
}

function isForCpu({ op, attributes, output }: Node): boolean {
  if (op !== "Conv" && op !== "ConvTranspose") return false;
  const { pads = [], group = 1 } = attributes as { pads?: readonly number[]; group?: number };
  const half = pads.length / 2;
  const isUneven = pads.some((pad, index) => pad !== pads[(index + half) % pads.length]);
  return op === "Conv" ? isUneven : group !== 1 || output.shape.length > 4;
}
