import type { Graph } from "../graph.ts";
import { mergeCommonSubexpressions } from "./common-subexpressions.ts";
import { removeDeadNodes } from "./dead-nodes.ts";
import { removeEmptyTensors } from "./empty-tensors.ts";

/** What is done to every traced graph. The runtimes fuse; these passes only take out what tracing leaves behind. */
export function optimize(graph: Graph): Graph {
  return removeDeadNodes(mergeCommonSubexpressions(removeEmptyTensors(removeDeadNodes(graph))));
}
