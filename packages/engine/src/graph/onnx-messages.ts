import type { Attribute, GraphType, Node } from "./graph.ts";
import { bytesField, floatField, integerField } from "./protobuf.ts";

/** Numbers of onnx.proto's TensorProto.DataType. */
export const onnxType: Record<GraphType, number> = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 };

const attributeType = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** AttributeProto. */
function attribute(name: string, value: Attribute): Uint8Array[] {
  if (typeof value === "number")
    return [bytesField(1, name), integerField(3, value), integerField(20, attributeType.int)];
  if (typeof value === "string")
    return [bytesField(1, name), bytesField(4, value), integerField(20, attributeType.string)];
  if ("float" in value) return [bytesField(1, name), floatField(2, value.float), integerField(20, attributeType.float)];
  return [bytesField(1, name), ...value.map((item) => integerField(8, item)), integerField(20, attributeType.ints)];
}

/** NodeProto. */
export function nodeFields(
  { op, domain, attributes }: Pick<Node, "op" | "domain" | "attributes">,
  inputs: readonly string[],
  outputs: readonly string[],
): Uint8Array[] {
  return [
    ...inputs.map((name) => bytesField(1, name)),
    ...outputs.map((name) => bytesField(2, name)),
    bytesField(4, op),
    ...Object.entries(attributes).map(([name, value]) => bytesField(5, attribute(name, value))),
    ...(domain ? [bytesField(7, domain)] : []),
  ];
}

/** ValueInfoProto; a dimension that is not fixed has a name. */
export function valueInfo(name: string, shape: readonly (number | string)[], dtype: GraphType): Uint8Array[] {
  const dimensions = shape.map((dimension) =>
    bytesField(1, [typeof dimension === "string" ? bytesField(2, dimension) : integerField(1, dimension)]),
  );
  return [
    bytesField(1, name),
    bytesField(2, [bytesField(1, [integerField(1, onnxType[dtype]), bytesField(2, dimensions)])]),
  ];
}
