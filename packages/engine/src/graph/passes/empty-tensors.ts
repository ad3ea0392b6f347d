import { allocate, type DataType, sizeOf } from "../../dtype.ts";
import { allocateData } from "../constants.ts";
import { type Graph, type GraphType, leaf, makeNode, type Node, type Value } from "../graph.ts";

/** What is left of an operator whose operand has no elements while its result has some: a fill, or another operand. */
const remains: Readonly<Record<string, (node: Node) => Filled | Value>> = {
  ReduceSum: () => ({ fill: 0 }),
  ReduceProd: () => ({ fill: 1 }),
  ReduceMean: () => ({ fill: 0 }),
  ReduceMax: ({ output }) => ({ fill: output.dtype === "int32" ? -(2 ** 31) : Number.NEGATIVE_INFINITY }),
  ReduceMin: ({ output }) => ({ fill: output.dtype === "int32" ? 2 ** 31 - 1 : Number.POSITIVE_INFINITY }),
  Gemm: () => ({ fill: 0 }),
  MatMul: () => ({ fill: 0 }),
  FusedMatMul: () => ({ fill: 0 }),
  Conv: () => ({ fill: 0 }),
  Pad: ({ inputs }) => ({ fill: Number(inputs[2]?.data?.[0] ?? 0) }),
  ScatterND: ({ inputs }) => inputs[0]!,
  ScatterElements: ({ inputs }) => inputs[0]!,
};

interface Filled {
  readonly fill: number;
}

/**
 * Tensors without elements are taken out: some runtimes divide by their size. What is computed of them is known beforehand.
 * Inputs stay, and an output without elements becomes a constant.
 */
export function removeEmptyTensors(graph: Graph): Graph {
  const replaced = new Map<Value, Value>();
  const resolve = (value: Value) => replaced.get(value) ?? value;
  const nodes: Node[] = [];
  const emit = (node: Node): Value => {
    nodes.push(node);
    return node.output;
  };
  for (const original of graph.nodes) {
    const node = rebuilt(original, original.inputs.map(resolve));
    const { output } = node;
    if (isEmpty(output))
      replaced.set(original.output, leaf(output.shape, output.dtype, { data: emptyData(output.dtype) }));
    else if (node.op === "Concat" && node.inputs.some(isEmpty)) {
      const inputs = node.inputs.filter((value) => !isEmpty(value));
      replaced.set(original.output, inputs.length === 1 ? inputs[0]! : emit(rebuilt(node, inputs)));
    } else if (node.op in remains && node.inputs.some((value) => value.dtype !== "int64" && isEmpty(value))) {
      const rest = remains[node.op]!(node);
      replaced.set(original.output, "fill" in rest ? filled(rest.fill, output, emit) : rest);
    } else {
      nodes.push(node);
      if (node !== original) replaced.set(original.output, output);
    }
  }
  const outputs = new Map([...graph.outputs].map(([name, value]) => [name, resolve(value)]));
  return { inputs: graph.inputs, outputs, nodes };
}

function isEmpty({ shape }: Value): boolean {
  return sizeOf(shape) === 0;
}

function rebuilt(node: Node, inputs: readonly Value[]): Node {
  if (inputs.length === node.inputs.length && inputs.every((value, index) => value === node.inputs[index])) return node;
  const { shape, dtype } = node.output;
  return makeNode(node.op, inputs, shape, dtype, node.attributes, node.domain, node.source);
}

function filled(value: number, { shape, dtype }: Value, emit: (node: Node) => Value): Value {
  const data = allocate(dtype as DataType, 1);
  data[0] = value;
  const scalar = leaf([], dtype, { data });
  if (shape.length === 0) return scalar;
  const target = leaf([shape.length], "int64", { data: BigInt64Array.from(shape, BigInt) });
  return emit(makeNode("Expand", [scalar, target], shape, dtype));
}

function emptyData(dtype: GraphType) {
  return allocateData(dtype, 0);
}
