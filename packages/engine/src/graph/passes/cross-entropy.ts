import { allocate } from "../../dtype.ts";
import { integersOf, reshaped, splatOf } from "../constants.ts";
import { sameShape } from "../elementwise.ts";
import { leaf, makeNode, type Node, type Value } from "../graph.ts";
import type { Rule } from "./rewrite.ts";

/** The producer, if it is that operator. */
function by(op: string, value: Value | undefined): Node | null {
  return value?.producer?.op === op ? value.producer : null;
}

function withoutReshape(value: Value): Value {
  return by("Reshape", value)?.inputs[0] ?? value;
}

/** The operand of a reduction over the last axis alone. */
function overLastAxis(op: string, value: Value | undefined): Value | null {
  const node = by(op, value);
  const axes = integersOf(node?.inputs[1]);
  const x = node?.inputs[0];
  return x && axes?.length === 1 && (axes[0] === -1 || axes[0] === x.shape.length - 1) ? x : null;
}

/** x and its largest elements, where the value is x less those. */
function shiftOf(value: Value): { x: Value; largest: Value } | null {
  const [x, largest] = by("Sub", value)?.inputs ?? [];
  return x && largest && overLastAxis("ReduceMax", largest) === x ? { x, largest } : null;
}

/** The shifted x, where the value is the logarithm of the sum of its exponentials. */
function logSumExpOf(value: Value): Value | null {
  const sum = by("Log", withoutReshape(value))?.inputs[0];
  return by("Exp", overLastAxis("ReduceSum", sum && withoutReshape(sum)) ?? undefined)?.inputs[0] ?? null;
}

/**
 * x − log Σ exp x, in the two ways in which tfjs computes it without overflow: (x − max) − log Σ exp(x − max), and
 * x − (max + log Σ exp(x − max)).
 */
const logSoftmax: Rule = (node) => {
  const [a, b] = node.inputs as [Value, Value];
  if (node.op !== "Sub" || b.shape.length !== a.shape.length || b.shape.at(-1) !== 1) return null;
  if (!sameShape(b.shape.slice(0, -1), a.shape.slice(0, -1))) return null;
  const operand = (): Value | null => {
    const shifted = logSumExpOf(b);
    if (shifted && shifted === a) return shiftOf(a)?.x ?? null;
    const [largest, logSum] = by("Add", withoutReshape(b))?.inputs ?? [];
    const inner = logSum && logSumExpOf(logSum);
    const shift = inner && shiftOf(inner);
    return shift && largest && shift.x === a && withoutReshape(largest) === shift.largest ? a : null;
  };
  const x = operand();
  return x && makeNode("LogSoftmax", [x], x.shape, "float32", { axis: -1 }, "", node.source).output;
};

/** exp(log softmax x). */
const softmax: Rule = (node) => {
  const logs = node.op === "Exp" && by("LogSoftmax", node.inputs[0]);
  return logs
    ? makeNode("Softmax", logs.inputs, logs.output.shape, "float32", { axis: -1 }, "", node.source).output
    : null;
};

/** The classes [..., 1], where the value is 1 at each row's class and 0 elsewhere. */
function classesOf(value: Value): Value | null {
  const { producer } = by("Cast", value)?.inputs[0] ?? value;
  const [hit, on, off] = by("Where", producer?.output)?.inputs ?? [];
  const isNumber = (value: Value | undefined, wanted: number) => value && splatOf(value)?.data?.[0] === wanted;
  const isHit = isNumber(on, 1) && isNumber(off, 0);
  const [classes, range] = (isHit && by("Equal", hit)?.inputs) || [];
  const data = range?.data;
  const isRange = data?.length === value.shape.at(-1) && Array.from(data ?? [], Number).every((item, i) => item === i);
  const isColumn = classes?.dtype === "int32" && sameShape(classes.shape, value.shape.with(-1, 1));
  return isRange && isColumn ? classes : null;
}

const integer = (value: number) => leaf([], "int32", { data: Int32Array.of(value) });
const number = (value: number) => {
  const data = allocate("float32", 1);
  data[0] = value;
  return leaf([], "float32", { data });
};

/** Which rows have a class (one that is out of range has none), and an index that is in range for each. */
function picked(classes: Value, count: number, source: string): { isClass: Value; index: Value } {
  const { shape } = classes;
  const flag = (op: string, inputs: Value[]) => makeNode(op, inputs, shape, "bool", {}, "", source).output;
  const isClass = flag("And", [flag("GreaterOrEqual", [classes, integer(0)]), flag("Less", [classes, integer(count)])]);
  const inRange = makeNode("Where", [isClass, classes, integer(0)], shape, "int32", {}, "", source).output;
  return { isClass, index: makeNode("Cast", [inRange], shape, "int64", { to: 7 }, "", source).output };
}

/** Σ log p · onehot(y) over the classes, perhaps negated: one number a row is picked instead. */
const crossEntropy: Rule = (node) => {
  const summed = overLastAxis("ReduceSum", node.output);
  const negated = by("Neg", summed ?? undefined);
  const [a, b] = by("Mul", negated ? negated.inputs[0] : (summed ?? undefined))?.inputs ?? [];
  const logs = [a, b].find((value) => by("LogSoftmax", value));
  const oneHot = logs === a ? b : a;
  const classes = logs && oneHot && classesOf(oneHot);
  if (!classes) return null;
  const { source, output } = node;
  const { isClass, index } = picked(classes, logs.shape.at(-1)!, source);
  const row = (op: string, inputs: Value[], attributes = {}) =>
    makeNode(op, inputs, classes.shape, "float32", attributes, "", source).output;
  const found = row("Where", [isClass, row("GatherElements", [logs, index], { axis: -1 }), number(0)]);
  return reshaped(negated ? row("Neg", [found]) : found, output.shape, source);
};

/** dy · (p − onehot(y)): the one-hot part changes one number a row. */
const crossEntropyGradient: Rule = (node) => {
  if (node.op !== "Mul") return null;
  const difference = node.inputs.find((value) => by("Sub", value));
  const dy = node.inputs.find((value) => value !== difference);
  const [p, oneHot] = difference?.producer?.inputs ?? [];
  if (!dy || !p || !oneHot || !by("Softmax", p) || !sameShape(p.shape, node.output.shape)) return null;
  const classes = classesOf(oneHot);
  if (!classes || !sameShape(dy.shape, classes.shape)) return null;
  const { source } = node;
  const { isClass, index } = picked(classes, p.shape.at(-1)!, source);
  const scaled = makeNode("Mul", [p, dy], p.shape, "float32", {}, "", source).output;
  const negative = makeNode("Neg", [dy], dy.shape, "float32", {}, "", source).output;
  const update = makeNode("Where", [isClass, negative, number(0)], dy.shape, "float32", {}, "", source).output;
  const attributes = { axis: -1, reduction: "add" };
  return makeNode("ScatterElements", [scaled, index, update], p.shape, "float32", attributes, "", source).output;
};

/**
 * What tfjs computes of log-softmax, cross-entropy and their gradients in a dozen passes over the logits, in a few. Numbers are
 * the same to rounding wherever the logits are finite: a class that a one-hot label excludes no longer makes its row's loss NaN
 * by being infinitely unlikely.
 */
export const fusedCrossEntropy: readonly Rule[] = [logSoftmax, softmax, crossEntropy, crossEntropyGradient];
