import { sizeOf } from "../../../dtype.ts";
import type { Graph, Node, Value } from "../../../graph/graph.ts";

/** A graph as one loop in JavaScript. */
export interface ElementwiseLoop {
  /** Body of a function of (arrays, begin, end), arrays in the order of `inputs`, then `outputs`. */
  readonly source: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Elements of each tensor that is no scalar. */
  readonly size: number;
}

/** Below this a loop of its own is not worth it. */
const smallest = 1 << 16;

const expressions: Readonly<Record<string, (operands: readonly string[]) => string>> = {
  Add: ([a, b]) => `${a} + ${b}`,
  Sub: ([a, b]) => `${a} - ${b}`,
  Mul: ([a, b]) => `${a} * ${b}`,
  Div: ([a, b]) => `${a} / ${b}`,
  Neg: ([a]) => `-${a}`,
  Sqrt: ([a]) => `Math.sqrt(${a})`,
};

/**
 * A loop that computes a graph of element-wise arithmetic on large tensors of one shape and on scalars; null for any other graph.
 * Each element is loaded, computed in float64 and stored once, whatever the number of operators, and all of its loads come before
 * its stores, so an output may share memory with an input.
 */
export function elementwiseLoop(graph: Graph): ElementwiseLoop | null {
  const outputs = [...graph.outputs.keys()];
  const shape = graph.outputs.get(outputs[0] ?? "")?.shape ?? [];
  const size = sizeOf(shape);
  const isFull = (value: Value) => value.shape.join() === shape.join();
  const fits = (value: Value) => value.dtype === "float32" && (isFull(value) || sizeOf(value.shape) === 1);
  const isPlain = ({ op, inputs, output }: Node) => op in expressions && [...inputs, output].every(fits);
  if (size < smallest || !graph.nodes.every(isPlain)) return null;
  if (![...graph.outputs.values()].every((value) => isFull(value) && value.producer)) return null;
  if (![...graph.inputs.values()].every(fits)) return null;

  const inputs = [...graph.inputs.keys()];
  const before: string[] = [];
  const loads: string[] = [];
  for (const [index, value] of [...graph.inputs.values()].entries()) {
    if (isFull(value)) loads.push(`const v${value.id} = arrays[${index}][i];`);
    else before.push(`const v${value.id} = arrays[${index}][0];`);
  }
  const operand = (value: Value) => (value.data ? `(${value.data[0]})` : `v${value.id}`);
  const computed = graph.nodes.map(
    ({ op, inputs: operands, output }) => `const v${output.id} = ${expressions[op]!(operands.map(operand))};`,
  );
  const stores = outputs.map((name, index) => `arrays[${inputs.length + index}][i] = v${graph.outputs.get(name)!.id};`);
  const body = [...loads, ...computed, ...stores].join(" ");
  return { source: `${before.join(" ")} for (let i = begin; i < end; i++) { ${body} }`, inputs, outputs, size };
}
