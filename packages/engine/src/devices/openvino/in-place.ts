import { type Graph, makeNode, type Node, reachableNodes, type Value } from "../../graph/graph.ts";

/** Operators for which the order of their two operands is all the same. */
const commutative = new Set(["Add", "Mul"]);

/** Operators that OpenVINO may compute in the memory of their first operand. */
const elementwise = new Set([
  ...["Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Where"],
  ...["Neg", "Sqrt", "Exp", "Log", "Tanh", "Sigmoid", "Relu", "Abs", "Cast", "Reshape", "Identity"],
]);

/**
 * Outputs that are a sum or a product of something with an input get the input as the first operand. OpenVINO computes an
 * operator in the memory of its first operand where it can, and that of an input it cannot: with the input in second place, what
 * is added to it would be computed in the output's memory, over an input that shares it.
 */
export function putInputsFirst(graph: Graph): Graph {
  const isInput = new Set(graph.inputs.values());
  const swapped = new Map<Node, Node>();
  for (const { producer } of graph.outputs.values()) {
    if (!producer || !commutative.has(producer.op)) continue;
    const [a, b] = producer.inputs as [Value, Value];
    if (isInput.has(a) || !isInput.has(b)) continue;
    const { op, output, attributes, domain } = producer;
    swapped.set(producer, makeNode(op, [b, a], output.shape, output.dtype, attributes, domain));
  }
  if (swapped.size === 0) return graph;
  const resolve = (value: Value) => (value.producer && swapped.get(value.producer)?.output) ?? value;
  // Only where nothing else reads the sum: its readers would have to be made anew as well.
  const read = new Set(graph.nodes.flatMap((node) => node.inputs));
  for (const node of [...swapped.keys()]) if (read.has(node.output)) swapped.delete(node);
  return {
    inputs: graph.inputs,
    outputs: new Map([...graph.outputs].map(([name, value]) => [name, resolve(value)])),
    nodes: graph.nodes.map((node) => swapped.get(node) ?? node),
  };
}

/**
 * Inputs whose memory each output may share. Nothing that is computed before an input's last reader may lie in the output's
 * memory, but what is computed of that very input, element by element.
 */
export function sharableInputs(graph: Graph): ReadonlyMap<string, ReadonlySet<string>> {
  const readers = new Map<Value, Node[]>();
  for (const node of graph.nodes)
    for (const value of node.inputs) readers.set(value, [...(readers.get(value) ?? []), node]);
  return new Map(
    [...graph.outputs].map(([name, output]) => {
      const before = new Set(reachableNodes([output]));
      const start = startOfChain(output);
      const fits = (input: Value) =>
        (readers.get(input) ?? []).every((node) => before.has(node)) && (start === null || start === input);
      const names = [...graph.inputs].filter(([, value]) => fits(value)).map(([inputName]) => inputName);
      return [name, new Set(names)];
    }),
  );
}

/**
 * Where the computation that may all happen in the output's memory begins: null where that is only its last operator, which
 * takes an input as its first operand.
 */
function startOfChain(output: Value): Value | null {
  const { producer } = output;
  if (!producer || (!elementwise.has(producer.op) && producer.op !== "ScatterND")) return output;
  let value = producer.inputs[0]!;
  // Rows are added to what was copied there before, and where to is read meanwhile.
  if (producer.op !== "ScatterND" && !value.producer) return null;
  while (value.producer && elementwise.has(value.producer.op)) value = value.producer.inputs[0]!;
  return value;
}
