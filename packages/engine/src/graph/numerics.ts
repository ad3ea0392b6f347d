import { sizeOf } from "../dtype.ts";
import { int64, reshaped } from "./constants.ts";
import { viewOps } from "./elementwise.ts";
import { type Graph, makeNode, type Node, type Value } from "./graph.ts";

/** A graph that also counts NaN and infinities. */
export interface NumericsGraph {
  readonly graph: Graph;
  /** Name of the output of counts: int32 [2·n], NaN and infinities of each of `checked`. */
  readonly counts: string;
  /** Nodes in the order in which they run. */
  readonly checked: readonly Node[];
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
  const count = (op: string, { shape, producer }: Value) => {
    const flat = [sizeOf(shape)];
    const x = reshaped(producer!.output, flat, "");
    nodes.push(x.producer!);
    const flags = emit("Cast", [emit(op, [x], flat, "bool")], flat, "int32", { to: 6 });
    return emit("ReduceSum", [flags, int64([0])], [1], "int32", { keepdims: 1 });
  };
  const flags = checked.flatMap(({ output }) => [count("IsNaN", output), count("IsInf", output)]);
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
    const [nan, infinite] = [counts[2 * index]!, counts[2 * index + 1]!];
    if (nan + infinite > 0) bad.set(output, { nan, infinite });
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
