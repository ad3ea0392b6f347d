import { type Graph, reachableNodes } from "../graph.ts";

/** Only the nodes that an output depends on. Inputs stay, used or not: they are the program's signature. */
export function removeDeadNodes(graph: Graph): Graph {
  return { ...graph, nodes: reachableNodes(graph.outputs.values()) };
}
