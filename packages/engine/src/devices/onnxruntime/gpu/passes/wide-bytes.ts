import { type Graph, leaf, makeNode, reachableNodes, type Value, withInputs } from "../../../../graph/graph.ts";

/** Bytes as int32, which is what a GPU keeps of them: WGSL has no type for bytes. */
export function widenBytes(graph: Graph): Graph {
  const replaced = new Map<Value, Value>();
  const resolve = (value: Value) => replaced.get(value) ?? value;
  const inputs = new Map(
    [...graph.inputs].map(([name, value]) => {
      if (value.dtype !== "uint8") return [name, value];
      const wide = leaf(value.shape, "int32", { inputName: name });
      replaced.set(value, wide);
      return [name, wide];
    }),
  );
  for (const node of graph.nodes) {
    const { op, output, attributes, domain, source } = node;
    const given = node.inputs.map(resolve);
    if (output.dtype !== "uint8") replaced.set(output, withInputs(node, given).output);
    else if (op === "Cast") replaced.set(output, given[0]!);
    else replaced.set(output, makeNode(op, given, output.shape, "int32", attributes, domain, source).output);
  }
  const outputs = new Map([...graph.outputs].map(([name, value]) => [name, resolve(value)]));
  return { inputs, outputs, nodes: reachableNodes(outputs.values()) };
}
