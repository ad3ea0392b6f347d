import { type Graph, makeNode, type Node, reachableNodes, type Value } from "../../../../graph/graph.ts";

/**
 * The graph with nodes replaced.
 *
 * @param replace what to compute instead of a node, whose inputs are replaced already; null to keep it
 */
export function rewrite(graph: Graph, replace: (node: Node) => Value | null): Graph {
  const replaced = new Map<Value, Value>();
  const resolve = (value: Value) => replaced.get(value) ?? value;
  for (const node of graph.nodes) {
    const { shape, dtype } = node.output;
    const inputs = node.inputs.map(resolve);
    const changed = inputs.some((value, index) => value !== node.inputs[index]);
    const current = changed ? makeNode(node.op, inputs, shape, dtype, node.attributes, node.domain) : node;
    const value = replace(current) ?? current.output;
    if (value !== node.output) replaced.set(node.output, value);
  }
  const outputs = new Map([...graph.outputs].map(([name, value]) => [name, resolve(value)]));
  return { inputs: graph.inputs, outputs, nodes: reachableNodes(outputs.values()) };
}
