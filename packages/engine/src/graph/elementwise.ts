import { sizeOf } from "../dtype.ts";
import type { Node, Value } from "./graph.ts";

/** Operators whose result at an index depends on their operands at that index alone, where those have the result's shape. */
export const elementwiseOps: ReadonlySet<string> = new Set([
  ...["Add", "Sub", "Mul", "Div", "Pow", "Mod", "Max", "Min", "Where", "Clip"],
  ...["Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Xor", "Not", "IsNaN", "IsInf"],
  ...["Abs", "Neg", "Sign", "Ceil", "Floor", "Round", "Reciprocal", "Sqrt", "Exp", "Log", "Erf", "Cast", "Identity"],
  ...["Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh", "Tanh", "Asinh", "Acosh", "Atanh"],
  ...["Relu", "LeakyRelu", "PRelu", "Elu", "Selu", "Celu", "Gelu", "Sigmoid", "HardSigmoid", "Softplus", "Softsign"],
]);

/** Operators that only look at the same elements under another shape: runtimes compute nothing for them. */
export const viewOps: ReadonlySet<string> = new Set(["Reshape", "Identity", "Squeeze", "Unsqueeze", "Flatten"]);

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);
}

/** Whether element i of the node's result depends on element i of that operand and on no other of it. */
export function isReadInPlace({ op, inputs, output }: Node, operand: Value): boolean {
  if (viewOps.has(op)) return true;
  // What is added to is copied first, and rows are then changed where they lie.
  if (op === "ScatterND" || op === "ScatterElements") return inputs[0] === operand && !inputs.includes(operand, 1);
  return elementwiseOps.has(op) && sameShape(operand.shape, output.shape);
}

/** Bytes of a value. */
export function bytesOf({ shape, dtype }: Value): number {
  return sizeOf(shape) * { float32: 4, int32: 4, int64: 8, bool: 1, uint8: 1 }[dtype];
}
