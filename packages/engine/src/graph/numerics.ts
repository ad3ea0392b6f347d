import { allocate, sizeOf } from "../dtype.ts";
import { int64, reshaped } from "./constants.ts";
import { viewOps } from "./elementwise.ts";
import { type Graph, leaf, makeNode, type Node, type Value } from "./graph.ts";

/** A graph that also counts NaN and infinities. */
export interface NumericsGraph {
  readonly graph: Graph;
  /** Name of the output of counts: int32 [2·n], NaN and everything that is not finite of each of `checked`. */
  readonly counts: string;
  /** Nodes in the order in which they run. */
  readonly checked: readonly Node[];
}

/** The largest float32. */
const largest = (2 - 2 ** -23) * 2 ** 127;

function number(value: number): Value {
  const data = allocate("float32", 1);
  data[0] = value;
  return leaf([], "float32", { data });
}

/** Adds the counts of every node whose results are float32 and its own; null where there is no such node. */
export function countNonFinite(graph: Graph): NumericsGraph | null {
  const checked = graph.nodes.filter(
    ({ op, output }) => output.dtype === "float32" && sizeOf(output.shape) > 0 && !viewOps.has(op),
  );
  if (checked.length === 0) return null;
  const nodes: Node[] = [...graph.nodes];
  const emit = (op: string, inputs: Value[], shape: readonly number[], dtype: Value["dtype"], attributes = {}) => {
    const node = makeNode(op, inputs, shape, dtype, attributes);
    nodes.push(node);
    return node.output;
  };
  const flags = checked.flatMap(({ output }) => {
    const flat = [sizeOf(output.shape)];
    const x = reshaped(output, flat, "");
    nodes.push(x.producer!);
    // By comparison: GPUs' own test for infinities may take for granted that there are none.
    const finite = emit("LessOrEqual", [emit("Abs", [x], flat, "float32"), number(largest)], flat, "bool");
    return [emit("IsNaN", [x], flat, "bool"), emit("Not", [finite], flat, "bool")].map((flag) => {
      const ones = emit("Cast", [flag], flat, "int32", { to: 6 });
      return emit("ReduceSum", [ones, int64([0])], [1], "int32", { keepdims: 1 });
    });
  });
  const all = emit("Concat", flags, [flags.length], "int32", { axis: 0 });
  let counts = "numerics";
  while (graph.outputs.has(counts)) counts += "_";
  return {
    graph: { inputs: graph.inputs, outputs: new Map([...graph.outputs, [counts, all]]), nodes },
    counts,
    checked,
  };
}

export interface NonFinite {
  readonly nan: number;
  readonly infinite: number;
}

/**
 * The first node that made a NaN or an infinity of finite operands; where none did but one has them, the first of those.
 *
 * @param counts of `checked`
 * @param isFiniteInput whether an input is
 */
export function firstNonFinite(
  checked: readonly Node[],
  counts: ArrayLike<number>,
  isFiniteInput: (inputName: string) => boolean,
): (NonFinite & { node: Node; madeByNode: boolean }) | null {
  const bad = new Map<Value, NonFinite>();
  for (const [index, { output }] of checked.entries()) {
    const [nan, notFinite] = [counts[2 * index]!, counts[2 * index + 1]!];
    if (notFinite > 0) bad.set(output, { nan, infinite: Math.max(0, notFinite - nan) });
  }
  const finite = (value: Value): boolean => {
    if (value.dtype !== "float32") return true;
    if (value.inputName !== null) return isFiniteInput(value.inputName);
    if (value.data) return (value.data as Float32Array).every(Number.isFinite);
    return viewOps.has(value.producer!.op) ? finite(value.producer!.inputs[0]!) : !bad.has(value);
  };
  const found = checked.filter(({ output }) => bad.has(output));
  const maker = found.find(({ inputs }) => inputs.every(finite));
  const node = maker ?? found[0];
  return node ? { node, ...bad.get(node.output)!, madeByNode: maker !== undefined } : null;
}

/** A value as a message names it. */
export function describeValue({ dtype, shape, inputName, data, producer }: Value): string {
  const type = `${dtype}[${shape}]`;
  if (inputName !== null) return `input ${inputName} ${type}`;
  if (data) return data.length === 1 ? `constant ${data[0]}` : `a constant ${type}`;
  return `${producer!.op}'s ${type}`;
}
