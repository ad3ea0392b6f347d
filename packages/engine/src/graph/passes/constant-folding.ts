import { sizeOf } from "../../dtype.ts";
import { expanded, splatOf } from "../constants.ts";
import { elementwiseOps, sameShape } from "../elementwise.ts";
import { evaluate, isArithmetic } from "../evaluate.ts";
import { leaf, type Node, type Value, withInputs } from "../graph.ts";
import type { Rule } from "./rewrite.ts";

/** Elements of the largest constant that is made: a graph is not to grow by what it computes. */
const largest = 1024;

/** Nodes of small constants alone become constants. */
const foldConstants: Rule = (node) => {
  const { shape, dtype } = node.output;
  if (node.inputs.some(({ data }) => !data || data.length > largest) || sizeOf(shape) > largest) return null;
  const data = evaluate(node);
  return data && leaf(shape, dtype, { data });
};

/** What is one number everywhere is computed once and expanded afterwards. */
const foldExpanded: Rule = (node) => {
  const { op, inputs, output, source } = node;
  if (op === "Reshape" || op === "Transpose" || op === "Slice" || op === "Expand") {
    const scalar = inputs[0]!.producer?.op === "Expand" && splatOf(inputs[0]!);
    return scalar ? expanded(scalar, output.shape, source) : null;
  }
  if (!isArithmetic(node)) return null;
  const scalars = inputs.map(splatOf);
  if (!scalars.every((scalar) => scalar !== null)) return null;
  const data = evaluate(node, scalars);
  return data && expanded(leaf([], output.dtype, { data }), output.shape, source);
};

/** Operators that broadcast. */
const broadcasting: ReadonlySet<string> = new Set([
  ...["Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Where", "And", "Or"],
  ...["Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual"],
]);

/** A number that is expanded only to meet another operand is left to broadcasting. */
const dropExpand: Rule = (node) => {
  if (!broadcasting.has(node.op) || !elementwiseOps.has(node.op)) return null;
  const isFull = (value: Value) => value.producer?.op !== "Expand" && sameShape(value.shape, node.output.shape);
  if (!node.inputs.some(isFull)) return null;
  const inputs = node.inputs.map((value) => (value.producer?.op === "Expand" ? (splatOf(value) ?? value) : value));
  const changed: Node = withInputs(node, inputs);
  return changed === node ? null : changed.output;
};

/** Constants are computed while the graph is made, with the results that any runtime would have. */
export const constantFolding: readonly Rule[] = [foldConstants, foldExpanded, dropExpand];
