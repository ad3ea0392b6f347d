import { type Graph, type Node, outputIndex, type Value } from "./graph.ts";
import { nodeFields, onnxType, valueInfo } from "./onnx-messages.ts";
import { bytesField, concatBytes, integerField } from "./protobuf.ts";

/** The pair that onnx 1.16 brought. */
export const irVersion = 10;
export const opsetVersion = 21;

/** Name of a graph's input or output in the ONNX file; computed values are named by number. */
export const inputName = (name: string): string => `in_${name}`;
export const outputName = (name: string): string => `out_${name}`;

/** What inputs and outputs are called in a file. */
export interface FileNames {
  input(name: string): string;
  output(name: string): string;
}

/** An input and an output of one name must differ: each kind has a prefix. */
const prefixed: FileNames = { input: inputName, output: outputName };

/** Names of a graph's values in the file: an output's own where it can be, else a number. */
function valueNames(graph: Graph, file: FileNames): (value: Value) => string {
  const names = new Map<Value, string>();
  const taken = new Set<string>();
  for (const [name, value] of graph.inputs) {
    names.set(value, file.input(name));
    taken.add(file.input(name));
  }
  for (const [name, value] of graph.outputs) {
    if (value.producer && !names.has(value)) names.set(value, file.output(name));
    taken.add(file.output(name));
  }
  let count = 0;
  return (value) => {
    const known = names.get(value);
    if (known !== undefined) return known;
    while (taken.has(`v${count}`)) count++;
    const name = `v${count++}`;
    names.set(value, name);
    return name;
  };
}

/** TensorProto with raw_data (little-endian, as every platform that the runtimes support). */
function initializer(value: Value, name: string): Uint8Array[] {
  const { buffer, byteOffset, byteLength } = value.data!;
  return [
    ...value.shape.map((dimension) => integerField(1, dimension)),
    integerField(2, onnxType[value.dtype]),
    bytesField(8, name),
    bytesField(9, new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength)),
  ];
}

export interface OnnxOptions {
  /** Default: a prefix for inputs and one for outputs. */
  readonly names?: FileNames;
  /** Default: nodes have none. */
  readonly nodeNames?: ReadonlyMap<Node, string>;
  /** Notes in the file, by key. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Write the shapes of intermediate results as well. Default false. */
  readonly intermediateShapes?: boolean;
}

/** The graph as the bytes of an .onnx file (onnx.proto, IR version 10, operator set 21). */
export function toOnnx(graph: Graph, options: OnnxOptions = {}): Uint8Array {
  const { names = prefixed, nodeNames = new Map(), metadata = {}, intermediateShapes = false } = options;
  const nameOf = valueNames(graph, names);
  const constants = new Set<Value>();
  for (const value of [...graph.nodes.flatMap(({ inputs }) => inputs), ...graph.outputs.values()])
    if (value.data) constants.add(value);

  const fields: Uint8Array[] = [];
  for (const node of graph.nodes) {
    const { op, domain, inputs, output, attributes: all, source } = node;
    const { [outputIndex]: index = 0, ...attributes } = all;
    const unused = Array.from({ length: index as number }, (_, i) => `${nameOf(output)}_unused${i}`);
    fields.push(
      bytesField(1, [
        ...nodeFields({ op, domain, attributes }, inputs.map(nameOf), [...unused, nameOf(output)]),
        ...(nodeNames.has(node) ? [bytesField(3, nodeNames.get(node)!)] : []),
        ...(source && intermediateShapes ? [bytesField(6, source)] : []),
      ]),
    );
  }
  // A value that is asked for twice, an input or a constant cannot bear an output's name.
  for (const [name, value] of graph.outputs)
    if (nameOf(value) !== names.output(name))
      fields.push(
        bytesField(1, [bytesField(1, nameOf(value)), bytesField(2, names.output(name)), bytesField(4, "Identity")]),
      );
  fields.push(bytesField(2, "graph"));
  for (const value of constants) fields.push(bytesField(5, initializer(value, nameOf(value))));
  for (const [name, { shape, dtype }] of graph.inputs)
    fields.push(bytesField(11, valueInfo(names.input(name), shape, dtype)));
  for (const [name, { shape, dtype }] of graph.outputs)
    fields.push(bytesField(12, valueInfo(names.output(name), shape, dtype)));
  const results = new Set(graph.outputs.values());
  if (intermediateShapes)
    for (const { output } of graph.nodes)
      if (!results.has(output)) fields.push(bytesField(13, valueInfo(nameOf(output), output.shape, output.dtype)));

  return concatBytes([
    integerField(1, irVersion),
    bytesField(2, "neftune"),
    bytesField(7, fields),
    bytesField(8, [bytesField(1, ""), integerField(2, opsetVersion)]),
    bytesField(8, [bytesField(1, "com.microsoft"), integerField(2, 1)]),
    ...Object.entries(metadata).map(([key, value]) => bytesField(14, [bytesField(1, key), bytesField(2, value)])),
  ]);
}
