import type { Graph, Node } from "../../graph/graph.ts";

/**
 * The order in which onnxruntime's sequential executor runs a graph's nodes: depth first from the nodes that no other reads, the
 * last of these first, and from each node to the latest of its operands first.
 */
export function executionOrder({ nodes }: Graph): Node[] {
  const index = new Map(nodes.map((node, position) => [node, position]));
  const producers = nodes.map(({ inputs }) => {
    const before = inputs.flatMap(({ producer }) => (producer && index.has(producer) ? [index.get(producer)!] : []));
    return [...new Set(before)].sort((a, b) => a - b);
  });
  const read = new Set(producers.flat());
  const stack = nodes.flatMap((_, position) => (read.has(position) ? [] : [{ position, isLeaving: false }]));
  const visited = new Set<number>();
  const order: Node[] = [];
  while (stack.length > 0) {
    const { position, isLeaving } = stack.pop()!;
    if (isLeaving) order.push(nodes[position]!);
    else if (!visited.has(position)) {
      visited.add(position);
      stack.push({ position, isLeaving: true });
      for (const before of producers[position]!)
        if (!visited.has(before)) stack.push({ position: before, isLeaving: false });
    }
  }
  return order;
}
