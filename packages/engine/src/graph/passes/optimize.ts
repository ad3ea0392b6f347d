import type { Graph } from "../graph.ts";
import { mergeCommonSubexpressions } from "./common-subexpressions.ts";
import { constantFolding } from "./constant-folding.ts";
import { fusedCrossEntropy } from "./cross-entropy.ts";
import { removeDeadNodes } from "./dead-nodes.ts";
import { removeEmptyTensors } from "./empty-tensors.ts";
import { identities } from "./identities.ts";
import { rewrite } from "./rewrite.ts";

/**
 * What is done to every traced graph. The runtimes fuse chains of operators; these passes take out what tracing leaves behind,
 * and what no runtime sees through.
 */
export function optimize(graph: Graph): Graph {
  const merged = mergeCommonSubexpressions(removeEmptyTensors(removeDeadNodes(graph)));
  const simple = rewrite(merged, [...constantFolding, ...identities]);
  // Merged first, as the patterns are of nodes that share operands.
  return mergeCommonSubexpressions(rewrite(mergeCommonSubexpressions(simple), fusedCrossEntropy));
}
