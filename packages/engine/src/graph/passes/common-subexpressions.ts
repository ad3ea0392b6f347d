import { Buffer } from "node:buffer";
import type { Graph, Node, Value } from "../graph.ts";
import { withInputs } from "../graph.ts";

/** Nodes that compute the same from the same become one, as do equal small constants. */
export function mergeCommonSubexpressions(graph: Graph): Graph {
  const byKey = new Map<string, Value>();
  const replaced = new Map<Value, Value>();
  const resolve = (value: Value): Value => {
    const known = replaced.get(value);
    if (known) return known;
    if (!value.data || value.data.byteLength > 4096) return value;
    const key = `${value.dtype}[${value.shape}]${bytesOf(value.data)}`;
    const first = byKey.get(key);
    if (!first) byKey.set(key, value);
    replaced.set(value, first ?? value);
    return first ?? value;
  };

  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const inputs = node.inputs.map(resolve);
    const key = `${node.domain}.${node.op}(${inputs.map((value) => value.id)})${JSON.stringify(node.attributes)}`;
    const first = byKey.get(key);
    if (first) {
      replaced.set(node.output, first);
      continue;
    }
    const kept = withInputs(node, inputs);
    nodes.push(kept);
    byKey.set(key, kept.output);
    if (kept !== node) replaced.set(node.output, kept.output);
  }
  const outputs = new Map([...graph.outputs].map(([name, value]) => [name, resolve(value)]));
  return { inputs: graph.inputs, outputs, nodes };
}

/** As text: 0 and −0 are equal numbers, but not the same. */
function bytesOf({ buffer, byteOffset, byteLength }: NonNullable<Value["data"]>): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("latin1");
}
