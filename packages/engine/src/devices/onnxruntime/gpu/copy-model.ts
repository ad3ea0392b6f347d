import type { DataType } from "../../../dtype.ts";
import type { GraphType } from "../../../graph/graph.ts";
import { onnxType } from "../../../graph/onnx-messages.ts";
import { bytesField, concatBytes, integerField } from "../../../graph/protobuf.ts";

/** Operators that only move numbers. */
export type CopyOperator = "Identity" | "Slice" | "Concat" | "Expand";

/** Names of the inputs that a model of one operator has; its output is `y`. */
export function copyInputs(operator: CopyOperator, count = 1): string[] {
  if (operator === "Concat") return Array.from({ length: count }, (_, index) => `x${index}`);
  return { Identity: ["x"], Slice: ["x", "begin", "end"], Expand: ["x", "shape"] }[operator];
}

/** An .onnx file of one operator on vectors of any length, which a graph of static shapes cannot be. */
export function copyModel(operator: CopyOperator, dtype: DataType, count = 1): Uint8Array {
  const inputs = copyInputs(operator, count);
  const axis = [bytesField(1, "axis"), integerField(3, 0), integerField(20, 2)];
  const node = [
    ...inputs.map((name) => bytesField(1, name)),
    bytesField(2, "y"),
    bytesField(4, operator),
    ...(operator === "Concat" ? [bytesField(5, axis)] : []),
  ];
  const vector = (name: string, type: GraphType) => [
    bytesField(1, name),
    bytesField(2, [
      bytesField(1, [
        integerField(1, onnxType[type]),
        bytesField(2, [bytesField(1, [bytesField(2, `length_${name}`)])]),
      ]),
    ]),
  ];
  return concatBytes([
    integerField(1, 9),
    bytesField(7, [
      bytesField(1, node),
      bytesField(2, "copy"),
      ...inputs.map((name) => bytesField(11, vector(name, name.startsWith("x") ? dtype : "int64"))),
      bytesField(12, vector("y", dtype)),
    ]),
    bytesField(8, [bytesField(1, ""), integerField(2, 21)]),
  ]);
}
