import { integersOf, reshaped, splatOf } from "../constants.ts";
import { sameShape } from "../elementwise.ts";
import { makeNode, type Node, type Value } from "../graph.ts";
import type { Rule } from "./rewrite.ts";

/** The operand, if the result is known to be the same and of the same shape. */
function same(node: Node, value: Value): Value | null {
  return value.dtype === node.output.dtype && sameShape(value.shape, node.output.shape) ? value : null;
}

/** Whether a value is that number everywhere, to its sign of zero. */
function is(value: Value, number: number): boolean {
  const splat = splatOf(value);
  return splat !== null && splat.dtype !== "int64" && Object.is(splat.data![0], number);
}

const isZero = (value: Value, sign: 1 | -1) => is(value, value.dtype === "int32" ? 0 : sign * 0);

/** x·1, x / 1, x − 0, x + (−0), −(−x), not(not x). x + 0 stays: it makes −0 to 0. */
const arithmetic: Rule = (node) => {
  const [a, b] = node.inputs as [Value, Value];
  switch (node.op) {
    case "Mul":
      return (is(b, 1) && same(node, a)) || (is(a, 1) && same(node, b)) || null;
    case "Div":
      return is(b, 1) ? same(node, a) : null;
    case "Sub":
      return isZero(b, 1) ? same(node, a) : null;
    case "Add":
      return (isZero(b, -1) && same(node, a)) || (isZero(a, -1) && same(node, b)) || null;
    case "Neg":
    case "Not":
      return a.producer?.op === node.op ? a.producer.inputs[0]! : null;
    default:
      return null;
  }
};

/** To its own type, and to bool or from it by way of another type. */
const casts: Rule = (node) => {
  const [x] = node.inputs as [Value];
  if (node.op !== "Cast") return null;
  if (x.dtype === node.output.dtype) return x;
  const before = x.producer?.op === "Cast" ? x.producer.inputs[0]! : null;
  if (before?.dtype !== "bool") return null;
  if (node.output.dtype === "bool") return before;
  return makeNode("Cast", [before], node.output.shape, node.output.dtype, node.attributes, "", node.source).output;
};

/** To the shape that it has, one behind another, and of nothing but axes of size 1. */
const shapes: Rule = (node) => {
  const { op, inputs, output, attributes, source } = node;
  const [x] = inputs as [Value];
  if (op === "Identity") return x;
  if (op === "Reshape") {
    if (sameShape(x.shape, output.shape)) return x;
    return x.producer?.op === "Reshape" ? reshaped(x.producer.inputs[0]!, output.shape, source) : null;
  }
  if (op !== "Transpose") return null;
  const perm = attributes.perm as readonly number[];
  const moved = perm.filter((axis) => x.shape[axis] !== 1);
  if (moved.every((axis, i) => i === 0 || axis > moved[i - 1]!))
    return sameShape(x.shape, output.shape) ? x : reshaped(x, output.shape, source);
  if (x.producer?.op !== "Transpose") return null;
  const before = x.producer.attributes.perm as readonly number[];
  const both = { perm: perm.map((axis) => before[axis]!) };
  return makeNode("Transpose", [x.producer.inputs[0]!], output.shape, output.dtype, both, "", source).output;
};

/** All of a tensor, nothing added to it, once. */
const whole: Rule = (node) => {
  const [x, numbers] = node.inputs as [Value, Value | undefined];
  switch (node.op) {
    case "Slice":
      // With steps, as a reversal has them, the same shape is not the same elements.
      return node.inputs.length === 3 ? same(node, x) : null;
    case "Expand":
    case "Tile":
      return same(node, x);
    case "Pad":
      return integersOf(numbers)?.every((count) => count === 0) ? same(node, x) : null;
    case "Concat":
      return node.inputs.length === 1 ? x : null;
    default:
      return null;
  }
};

/** Nodes whose result is an operand, bit for bit. */
export const identities: readonly Rule[] = [arithmetic, casts, shapes, whole];
