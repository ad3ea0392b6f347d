import { type Graph, type Node, reachableNodes, type Value, withInputs } from "../graph.ts";

/** A value that equals the node's and is cheaper; null where the rule knows none. */
export type Rule = (node: Node) => Value | null;

/** Rules that undo one another would never end. */
const mostRewrites = 20;

/** Applies rules to every node, operands first, until none of them knows better. */
export function rewrite(graph: Graph, rules: readonly Rule[]): Graph {
  const replaced = new Map<Value, Value>();
  const resolve = (value: Value) => replaced.get(value) ?? value;
  for (const node of graph.nodes) {
    let value = withInputs(node, node.inputs.map(resolve)).output;
    for (let count = 0; count < mostRewrites; count++) {
      const { producer } = value;
      const better = producer && firstResult(rules, producer);
      if (!better) break;
      value = better;
    }
    if (value !== node.output) replaced.set(node.output, value);
  }
  const outputs = new Map([...graph.outputs].map(([name, value]) => [name, resolve(value)]));
  return { inputs: graph.inputs, outputs, nodes: reachableNodes(outputs.values()) };
}

function firstResult(rules: readonly Rule[], node: Node): Value | null {
  for (const rule of rules) {
    const value = rule(node);
    if (value) return value;
  }
  return null;
}
