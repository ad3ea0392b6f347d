import { bytesOf, elementwiseOps, viewOps } from "./elementwise.ts";
import type { Graph, Node, Value } from "./graph.ts";

/** Bytes that a graph needs. */
export interface GraphMemory {
  readonly inputs: number;
  readonly outputs: number;
  readonly constants: number;
  /** The most that intermediate results take at any time. */
  readonly scratch: number;
}

/** Memory of one intermediate result, and of those that only look at it. */
interface Buffer {
  readonly bytes: number;
  reads: number;
}

/**
 * Memory by liveness: nodes run in the graph's order, a result lives until it is read for the last time, one that is computed
 * element by element takes over the memory of an operand that dies with it and that it reads once, and outputs are written where
 * the caller has them.
 */
export function planMemory({ inputs, outputs, nodes }: Graph): GraphMemory {
  const sum = (values: Iterable<Value>) => [...values].reduce((total, value) => total + bytesOf(value), 0);
  const constants = new Set([...nodes.flatMap((node) => node.inputs), ...outputs.values()].filter(({ data }) => data));
  const given = new Set(outputs.values());
  const reads = readCounts(nodes);
  const buffers = new Map<Value, Buffer>();
  let [live, peak] = [0, 0];
  for (const node of nodes) {
    const { output } = node;
    const operands = new Set(node.inputs);
    const dying = [...operands].flatMap((value) => {
      const buffer = buffers.get(value);
      return buffer && buffer.reads === 1 ? [buffer] : [];
    });
    const isView = viewOps.has(node.op) && !given.has(output);
    const viewed = isView ? buffers.get(node.inputs[0]!) : undefined;
    const taken = elementwiseOps.has(node.op) ? dying.find(({ bytes }) => bytes === bytesOf(output)) : undefined;
    const isScratch = !given.has(output) && !(isView && !viewed);
    const count = reads.get(output) ?? 0;
    if (viewed) {
      viewed.reads += count;
      buffers.set(output, viewed);
    } else if (isScratch) {
      const buffer = { bytes: bytesOf(output), reads: count };
      buffers.set(output, buffer);
      live += buffer.bytes - (taken?.bytes ?? 0);
    }
    peak = Math.max(peak, live + workspace(node));
    for (const value of node.inputs) {
      const buffer = buffers.get(value);
      if (!buffer) continue;
      buffer.reads--;
      if (buffer.reads === 0 && !(buffer === taken && isScratch)) live -= buffer.bytes;
    }
  }
  return { inputs: sum(inputs.values()), outputs: sum(outputs.values()), constants: sum(constants), scratch: peak };
}

/** What an operator takes for itself while it runs: all of its weight's numbers, where that is in 4 bits. */
function workspace({ op, attributes }: Node): number {
  return op === "MatMulBnb4" ? 4 * (attributes.K as number) * (attributes.N as number) : 0;
}

/** How often each value is read. */
function readCounts(nodes: readonly Node[]): Map<Value, number> {
  const counts = new Map<Value, number>();
  for (const node of nodes) for (const input of node.inputs) counts.set(input, (counts.get(input) ?? 0) + 1);
  return counts;
}

/** How often each operator is in the graph, the most frequent first. */
export function countOperators(nodes: readonly Node[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { op } of nodes) counts.set(op, (counts.get(op) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || a.localeCompare(b)));
}
