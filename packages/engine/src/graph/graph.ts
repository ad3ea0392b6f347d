import type { DataType, TypedArray } from "../dtype.ts";

/** Element types of a graph: a device's, and the ones that only ONNX operators ask for. */
export type GraphType = DataType | "int64";

/** A tensor of a graph: computed by one node, given as an input, or constant. */
export interface Value {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: GraphType;
  readonly producer: Node | null;
  /** What a constant holds. */
  readonly data: TypedArray | BigInt64Array | null;
  /** Name of an input. */
  readonly inputName: string | null;
}

export type Attribute = number | readonly number[] | string | { readonly float: number };

/** One ONNX operator. */
export interface Node {
  readonly op: string;
  readonly domain: "" | "com.microsoft";
  readonly inputs: readonly Value[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly output: Value;
  /** Where in the traced function it comes from: tfjs's ops, outermost first, and the kernel. Empty where that is not known. */
  readonly source: string;
}

/** Name of the attribute that tells which of its operator's outputs a node computes; the others are not used. */
export const outputIndex = "$output";

/** The attribute of a node that computes another output of its operator than the first. */
export function nthOutput(index: number): Record<string, number> {
  return { [outputIndex]: index };
}

/** A program in ONNX's operators, in the order in which it runs. */
export interface Graph {
  readonly inputs: ReadonlyMap<string, Value>;
  readonly outputs: ReadonlyMap<string, Value>;
  readonly nodes: readonly Node[];
}

let nextId = 0;

/** A value of no node: an input or a constant. */
export function leaf(
  shape: readonly number[],
  dtype: GraphType,
  origin: { inputName?: string; data?: Value["data"] },
): Value {
  return { id: nextId++, shape, dtype, producer: null, data: origin.data ?? null, inputName: origin.inputName ?? null };
}

/** A node and the value it computes. */
export function makeNode(
  op: string,
  inputs: readonly Value[],
  shape: readonly number[],
  dtype: GraphType,
  attributes: Readonly<Record<string, Attribute>> = {},
  domain: Node["domain"] = "",
  source = "",
): Node {
  const output = { id: nextId++, shape, dtype, producer: null as Node | null, data: null, inputName: null };
  const node: Node = { op, domain, inputs, attributes, output, source };
  output.producer = node;
  return node;
}

/** The same operator on other values of the same shapes; the node itself where they are its own. */
export function withInputs(node: Node, inputs: readonly Value[]): Node {
  if (inputs.every((value, index) => value === node.inputs[index])) return node;
  const { op, output, attributes, domain, source } = node;
  return makeNode(op, inputs, output.shape, output.dtype, attributes, domain, source);
}

/** Every value that `roots` depend on, nodes in the order in which they can run; `stop` values count as given. */
export function reachableNodes(roots: Iterable<Value>, stop: ReadonlySet<Value> = new Set()): Node[] {
  const order: Node[] = [];
  const seen = new Set<Value>();
  const stack: { value: Value; done: boolean }[] = [...roots].reverse().map((value) => ({ value, done: false }));
  while (stack.length > 0) {
    const { value, done } = stack.pop()!;
    if (done) {
      order.push(value.producer!);
      continue;
    }
    if (seen.has(value) || stop.has(value)) continue;
    seen.add(value);
    if (!value.producer) continue;
    stack.push({ value, done: true });
    for (const input of [...value.producer.inputs].reverse()) stack.push({ value: input, done: false });
  }
  return order;
}
