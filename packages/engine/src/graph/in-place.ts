import { isReadInPlace, sameShape, viewOps } from "./elementwise.ts";
import { type Graph, type Node, reachableNodes, type Value } from "./graph.ts";

/**
 * For every output the inputs whose memory it may share: those of its shape and type that the function reads element by element on
 * the way to it, and nowhere else. Whatever order the nodes run in, and however a runtime fuses them, an element is then read
 * before it is written.
 */
export function inPlaceInputs(graph: Graph): Record<string, string[]> {
  const readers = readersOf(graph.nodes);
  return Object.fromEntries(
    [...graph.outputs].map(([name, output]) => {
      const ancestors = new Set(reachableNodes([output]));
      const mayShare = ([, input]: [string, Value]) =>
        input.dtype === output.dtype &&
        sameShape(input.shape, output.shape) &&
        isSafe(graph, readers, { output, ancestors, input });
      return [name, [...graph.inputs].filter(mayShare).map(([inputName]) => inputName)];
    }),
  );
}

interface Pair {
  readonly output: Value;
  /** Nodes that the output is made by. */
  readonly ancestors: ReadonlySet<Node>;
  readonly input: Value;
}

function isSafe(
  graph: Graph,
  readers: ReadonlyMap<Value, readonly Node[]>,
  { output, ancestors, input }: Pair,
): boolean {
  // A copy of the input onto itself.
  if (output === input) return true;
  const outputs = new Set(graph.outputs.values());
  // The input under any shape: runtimes look at the same memory.
  const aliases = [input];
  for (const alias of aliases) {
    if (alias !== output && outputs.has(alias)) return false;
    for (const node of readers.get(alias) ?? []) {
      if (!ancestors.has(node)) return false;
      if (viewOps.has(node.op)) aliases.push(node.output);
    }
  }
  const onTheWay = new Set(aliases);
  for (const value of onTheWay)
    for (const node of readers.get(value) ?? []) {
      if (!ancestors.has(node)) continue;
      if (!isReadInPlace(node, value)) return false;
      onTheWay.add(node.output);
    }
  return true;
}

function readersOf(nodes: readonly Node[]): Map<Value, Node[]> {
  const readers = new Map<Value, Node[]>();
  for (const node of nodes)
    for (const input of new Set(node.inputs)) {
      const known = readers.get(input);
      if (known) known.push(node);
      else readers.set(input, [node]);
    }
  return readers;
}
