import { sizeOf } from "../dtype.ts";
import { DeviceError } from "../errors/device-error.ts";
import { allocateData } from "./constants.ts";
import {
  type Attribute,
  type Graph,
  type GraphType,
  leaf,
  makeNode,
  nthOutput,
  reachableNodes,
  type Value,
} from "./graph.ts";
import { onnxType } from "./onnx-messages.ts";
import { type Field, float, integers, readFields, signed, text } from "./protobuf-reader.ts";
import { namesKey } from "./save-onnx.ts";

interface Signature {
  readonly shape: readonly number[];
  readonly dtype: GraphType;
}

/** Most elements that a tensor of a file may have. */
const largestTensor = 2 ** 31;
const mostDimensions = 16;

/**
 * The graph of an .onnx file: one that `saveOnnx` wrote, or another whose shapes are all in the file and fixed
 * and of whose operators one result is used.
 *
 * @throws DeviceError when the file is damaged, or has what no graph here has; the message says what
 */
export function loadOnnx(file: Uint8Array): Graph {
  const model = fieldsOf(file);
  const [graphField] = model.get(7) ?? [];
  if (!graphField) throw new DeviceError("the file is damaged, or no .onnx file");
  const graph = fieldsOf(graphField.bytes);
  const { inputs: inputNames, outputs: outputNames } = renamed(model.get(14) ?? []);
  const signatures = new Map([11, 12, 13].flatMap((number) => (graph.get(number) ?? []).map(valueInfo)));

  const values = new Map<string, Value>();
  const define = (name: string, value: Value) => {
    if (values.has(name)) throw new DeviceError(`the file defines ${name} twice`);
    values.set(name, value);
  };
  for (const field of graph.get(5) ?? []) define(...initializer(field));
  const inputs = new Map<string, Value>();
  for (const [fileName] of (graph.get(11) ?? []).map(valueInfo)) {
    // Before IR version 4 constants were inputs as well.
    if (values.has(fileName)) continue;
    const name = inputNames.get(fileName) ?? fileName;
    const { shape, dtype } = signatures.get(fileName)!;
    const value = leaf(shape, portType(fileName, dtype, "input"), { inputName: name });
    define(fileName, value);
    inputs.set(name, value);
  }
  for (const field of graph.get(1) ?? []) defineNode(field, values, signatures, define);

  const outputs = new Map<string, Value>();
  for (const [fileName, { dtype }] of (graph.get(12) ?? []).map(valueInfo)) {
    const value = values.get(fileName);
    if (!value) throw new DeviceError(`nothing in the file computes its output ${fileName}`);
    portType(fileName, dtype, "output");
    // What `saveOnnx` adds so that a value can have a second name.
    const { producer } = value;
    outputs.set(outputNames.get(fileName) ?? fileName, producer?.op === "Identity" ? producer.inputs[0]! : value);
  }
  if (outputs.size === 0) throw new DeviceError("the file has no outputs");
  return { inputs, outputs, nodes: reachableNodes(outputs.values()) };
}

function fieldsOf(message: Uint8Array): Map<number, Field[]> {
  const fields = new Map<number, Field[]>();
  for (const field of readFields(message)) {
    const known = fields.get(field.number);
    if (known) known.push(field);
    else fields.set(field.number, [field]);
  }
  return fields;
}

function textOf(fields: ReadonlyMap<number, readonly Field[]>, number: number): string {
  const [field] = fields.get(number) ?? [];
  return field ? text(field) : "";
}

function defineNode(
  { bytes }: Field,
  values: ReadonlyMap<string, Value>,
  signatures: ReadonlyMap<string, Signature>,
  define: (name: string, value: Value) => void,
): void {
  const fields = fieldsOf(bytes);
  const op = textOf(fields, 4);
  const domain = textOf(fields, 7);
  // A node here has one result; those of the operator before it are not used.
  const results = (fields.get(2) ?? []).map(text);
  const name = results.at(-1);
  if (!name) throw new DeviceError(`the file's ${op} has no result`);
  if (domain !== "" && domain !== "ai.onnx" && domain !== "com.microsoft")
    throw new DeviceError(`the file uses ${op} of ${domain}, which is not known here`);
  const inputs = (fields.get(1) ?? []).map((field) => {
    const value = values.get(text(field));
    if (!value)
      throw new DeviceError(
        `the file's ${op} reads ${text(field) || "an operand that is left out"}, which is not defined before it`,
      );
    return value;
  });
  // A second name of a value has that value's shape.
  const signature = signatures.get(name) ?? (op === "Identity" ? inputs[0] : undefined);
  if (!signature)
    throw new DeviceError(`the file does not tell the shape of ${name}: let onnx.shape_inference write it`);
  const attributes = {
    ...Object.fromEntries((fields.get(5) ?? []).map((field) => attribute(field, op))),
    ...(results.length > 1 ? nthOutput(results.length - 1) : {}),
  };
  const known = domain === "com.microsoft" ? domain : "";
  define(name, makeNode(op, inputs, signature.shape, signature.dtype, attributes, known, textOf(fields, 6)).output);
}

function attribute({ bytes }: Field, op: string): [string, Attribute] {
  const fields = fieldsOf(bytes);
  const name = textOf(fields, 1);
  const [type] = fields.get(20) ?? [];
  switch (type && signed(type)) {
    case 1:
      return [name, { float: fields.get(2)?.[0] ? float(fields.get(2)![0]!) : 0 }];
    case 2:
      return [name, fields.get(3)?.[0] ? signed(fields.get(3)![0]!) : 0];
    case 3:
      return [name, textOf(fields, 4)];
    case 7:
      return [name, (fields.get(8) ?? []).flatMap(integers)];
    default:
      throw new DeviceError(`the file's ${op} has an attribute ${name} of a kind that is not known here`);
  }
}

function typeOf(number: number, name: string): GraphType {
  const found = (Object.keys(onnxType) as GraphType[]).find((dtype) => onnxType[dtype] === number);
  if (!found) throw new DeviceError(`${name} in the file has the element type ${number}, which is not known here`);
  return found;
}

/** A device's tensors are never int64, and uint8 only where nothing computes them. */
function portType(name: string, dtype: GraphType, port: "input" | "output"): GraphType {
  if (dtype === "int64" || (dtype === "uint8" && port === "output"))
    throw new DeviceError(`${name} in the file is ${dtype}; a program's ${port}s are not`);
  return dtype;
}

function checkShape(shape: readonly number[], name: string): readonly number[] {
  const isShape =
    shape.length <= mostDimensions && shape.every((dimension) => Number.isSafeInteger(dimension) && dimension >= 0);
  if (!isShape || sizeOf(shape) > largestTensor) throw new DeviceError(`${name} in the file has the shape [${shape}]`);
  return shape;
}

/** ValueInfoProto. */
function valueInfo({ bytes }: Field): [string, Signature] {
  const fields = fieldsOf(bytes);
  const name = textOf(fields, 1);
  const tensor = fieldsOf(fieldsOf(fields.get(2)?.[0]?.bytes ?? bytes).get(1)?.[0]?.bytes ?? new Uint8Array(0));
  const dtype = typeOf(Number(tensor.get(1)?.[0]?.integer ?? 0), name);
  const dimensions = fieldsOf(tensor.get(2)?.[0]?.bytes ?? new Uint8Array(0)).get(1) ?? [];
  const shape = dimensions.map((dimension) => {
    const [size] = fieldsOf(dimension.bytes).get(1) ?? [];
    if (!size) throw new DeviceError(`${name} in the file has no fixed shape`);
    return signed(size);
  });
  return [name, { shape: checkShape(shape, name), dtype }];
}

/** TensorProto whose numbers are raw_data. */
function initializer({ bytes }: Field): [string, Value] {
  const fields = fieldsOf(bytes);
  const name = textOf(fields, 8);
  const dtype = typeOf(Number(fields.get(2)?.[0]?.integer ?? 0), name);
  const shape = checkShape((fields.get(1) ?? []).flatMap(integers), name);
  const raw = fields.get(9)?.[0]?.bytes ?? new Uint8Array(0);
  const width = { float32: 4, int32: 4, int64: 8, bool: 1, uint8: 1 }[dtype];
  if (raw.length !== sizeOf(shape) * width)
    throw new DeviceError(`${name} in the file is [${shape}], but ${raw.length} bytes are there for it`);
  const data = allocateData(dtype, sizeOf(shape));
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength).set(raw);
  return [name, leaf(shape, dtype, { data })];
}

/** Names that differ from the file's, by the file's. */
function renamed(metadata: readonly Field[]): Record<"inputs" | "outputs", Map<string, string>> {
  const note = metadata.map(({ bytes }) => fieldsOf(bytes)).find((fields) => textOf(fields, 1) === namesKey);
  const names = (kind: string) => {
    if (!note) return new Map<string, string>();
    try {
      const parsed = JSON.parse(textOf(note, 2)) as Record<string, Record<string, unknown>>;
      return new Map(Object.entries(parsed[kind] ?? {}).map(([inFile, name]) => [inFile, String(name)]));
    } catch (error) {
      throw new DeviceError(`the file's note ${namesKey} cannot be read`, { cause: error });
    }
  };
  return { inputs: names("inputs"), outputs: names("outputs") };
}
