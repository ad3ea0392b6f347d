import { allocate, type DataType } from "../../dtype.ts";
import { type Graph, leaf, makeNode, type Node, type Value } from "../../graph/graph.ts";

type Emit = (op: string, inputs: readonly Value[], like?: Pick<Value, "shape" | "dtype">) => Value;
type Rewrite = (inputs: readonly Value[], output: Value, emit: Emit) => Value;

const bool = ({ shape }: Value) => ({ shape, dtype: "bool" as const });

/** `x` where it is NaN, else `otherwise`. */
const keepNan = (x: Value, otherwise: Value, emit: Emit) =>
  emit("Where", [emit("Equal", [x, x], bool(x)), otherwise, x]);

/** OpenVINO's CPU plugin compares by "not less or equal", for which a NaN is greater than all. */
const swapped =
  (op: string): Rewrite =>
  ([a, b], output, emit) =>
    emit(op, [b!, a!], output);

/** The first operand where it wins or is NaN; else the second, be it NaN or not. */
const extreme =
  (wins: (a: Value, b: Value) => [Value, Value]): Rewrite =>
  ([a, b], output, emit) => {
    const isTaken = emit("LessOrEqual", wins(a!, b!), bool(output));
    const isNan = emit("Not", [emit("Equal", [a!, a!], bool(a!))], bool(a!));
    return emit("Where", [emit("Or", [isTaken, isNan], bool(output)), a!, b!], output);
  };

const rewrites: Readonly<Record<string, Rewrite>> = {
  Greater: swapped("Less"),
  GreaterOrEqual: swapped("LessOrEqual"),
  Max: extreme((a, b) => [b, a]),
  Min: extreme((a, b) => [a, b]),
  Relu: ([x], output, emit) => {
    const zero = zeroOf(x!.dtype as DataType);
    return emit("Where", [emit("Less", [x!, zero], bool(output)), zero, x!], output);
  },
  Clip: ([x, low, high], output, emit) => {
    const raised = emit("Where", [emit("Less", [x!, low!], bool(output)), low!, x!], output);
    return emit("Where", [emit("Less", [high!, raised], bool(output)), high!, raised], output);
  },
  Exp: ([x], output, emit) => keepNan(x!, emit("Exp", [x!], output), emit),
};

/**
 * OpenVINO's element-wise kernels lose a NaN, or take it for a large number. Written as choices by the comparisons that do
 * neither, they are what tfjs and ONNX have. The plugin compiles a chain of them into one loop all the same.
 */
export function propagateNan(graph: Graph): Graph {
  const replaced = new Map<Value, Value>();
  const nodes: Node[] = [];
  const add = (node: Node): Value => {
    nodes.push(node);
    return node.output;
  };
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((value) => replaced.get(value) ?? value);
    const { op, output } = node;
    const emit: Emit = (name, operands, { shape, dtype } = output) => add(makeNode(name, operands, shape, dtype));
    if (inputs[0]?.dtype === "float32" && Object.hasOwn(rewrites, op))
      replaced.set(output, rewrites[op]!(inputs, output, emit));
    else if (inputs.some((value, index) => value !== node.inputs[index]))
      replaced.set(output, add(makeNode(op, inputs, output.shape, output.dtype, node.attributes, node.domain)));
    else nodes.push(node);
  }
  const outputs = new Map([...graph.outputs].map(([name, value]) => [name, replaced.get(value) ?? value]));
  return { inputs: graph.inputs, outputs, nodes };
}

function zeroOf(dtype: DataType): Value {
  return leaf([], dtype, { data: allocate(dtype, 1) });
}
