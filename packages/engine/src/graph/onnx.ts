import { type Attribute, type Graph, type GraphType, type Node, outputIndex, type Value } from "./graph.ts";
import { bytesField, concatBytes, floatField, integerField } from "./protobuf.ts";

/** Numbers of onnx.proto's TensorProto.DataType. */
export const onnxType: Record<GraphType, number> = { float32: 1, int32: 6, int64: 7, bool: 9 };

const irVersion = 9;
const opsetVersion = 21;
const attributeType = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** Name of a graph's input or output in the ONNX file; computed values are named by number. */
export const inputName = (name: string): string => `in_${name}`;
export const outputName = (name: string): string => `out_${name}`;

/** Names of a graph's values in the file: an output's own where it can be, else a number. */
function valueNames(graph: Graph): (value: Value) => string {
  const names = new Map<Value, string>();
  for (const [name, value] of graph.outputs)
    if (value.producer && !names.has(value)) names.set(value, outputName(name));
  return (value) => names.get(value) ?? (value.inputName === null ? `v${value.id}` : inputName(value.inputName));
}

/** AttributeProto. */
function attribute(name: string, value: Attribute): Uint8Array[] {
  if (typeof value === "number")
    return [bytesField(1, name), integerField(3, value), integerField(20, attributeType.int)];
  if (typeof value === "string")
    return [bytesField(1, name), bytesField(4, value), integerField(20, attributeType.string)];
  if ("float" in value) return [bytesField(1, name), floatField(2, value.float), integerField(20, attributeType.float)];
  return [bytesField(1, name), ...value.map((item) => integerField(8, item)), integerField(20, attributeType.ints)];
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

/** ValueInfoProto with a static shape. */
function valueInfo(name: string, shape: readonly number[], dtype: GraphType): Uint8Array[] {
  const dimensions = shape.map((dimension) => bytesField(1, [integerField(1, dimension)]));
  return [
    bytesField(1, name),
    bytesField(2, [bytesField(1, [integerField(1, onnxType[dtype]), bytesField(2, dimensions)])]),
  ];
}

/** The graph as the bytes of an .onnx file (onnx.proto, IR version 9, operator set 21). */
export function toOnnx(graph: Graph, nodeNames: ReadonlyMap<Node, string> = new Map()): Uint8Array {
  const nameOf = valueNames(graph);
  const constants = new Map<number, Value>();
  const visit = (value: Value) => {
    if (value.data) constants.set(value.id, value);
  };
  for (const node of graph.nodes) node.inputs.forEach(visit);
  for (const value of graph.outputs.values()) visit(value);

  const fields: Uint8Array[] = [];
  for (const node of graph.nodes) {
    const { op, domain, inputs, output, attributes: all } = node;
    const { [outputIndex]: index = 0, ...attributes } = all;
    const unused = Array.from({ length: index as number }, (_, i) => `${nameOf(output)}_unused${i}`);
    fields.push(
      bytesField(1, [
        ...inputs.map((value) => bytesField(1, nameOf(value))),
        ...[...unused, nameOf(output)].map((name) => bytesField(2, name)),
        ...(nodeNames.has(node) ? [bytesField(3, nodeNames.get(node)!)] : []),
        bytesField(4, op),
        ...Object.entries(attributes).map(([name, value]) => bytesField(5, attribute(name, value))),
        ...(domain ? [bytesField(7, domain)] : []),
      ]),
    );
  }
  // A value that is asked for twice, an input or a constant cannot bear an output's name.
  for (const [name, value] of graph.outputs)
    if (nameOf(value) !== outputName(name))
      fields.push(
        bytesField(1, [bytesField(1, nameOf(value)), bytesField(2, outputName(name)), bytesField(4, "Identity")]),
      );
  fields.push(bytesField(2, "graph"));
  for (const value of constants.values()) fields.push(bytesField(5, initializer(value, nameOf(value))));
  for (const [name, { shape, dtype }] of graph.inputs)
    fields.push(bytesField(11, valueInfo(inputName(name), shape, dtype)));
  for (const [name, { shape, dtype }] of graph.outputs)
    fields.push(bytesField(12, valueInfo(outputName(name), shape, dtype)));

  return concatBytes([
    integerField(1, irVersion),
    bytesField(7, fields),
    bytesField(8, [bytesField(1, ""), integerField(2, opsetVersion)]),
    bytesField(8, [bytesField(1, "com.microsoft"), integerField(2, 1)]),
  ]);
}
