import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { trace } from "../../trace/tracer.ts";

type Tensors = Record<string, tf.Tensor>;

/** Operators of a traced function: tracing takes empty tensors out. */
const operators = (fn: (inputs: Tensors) => tf.Tensor) =>
  trace((inputs: Tensors) => ({ y: fn(inputs) }), { x: [2, 3], none: [0, 3], wide: [2, 0] }).nodes.map(({ op }) => op);

test("what has no elements is not computed", () => {
  expect(operators(({ none }) => tf.exp(tf.neg(none!)))).toEqual([]);
});

test("what is joined with nothing stays as it is", () => {
  expect(operators(({ x, none }) => tf.concat([none!, x!, none!]))).toEqual([]);
  expect(operators(({ x, none }) => tf.concat([x!, tf.neg(none!), x!]))).toEqual(["Concat"]);
});

test("a sum of nothing and a product over nothing are a fill", () => {
  expect(operators(({ wide }) => tf.sum(wide!, 1))).toEqual(["Expand"]);
  expect(operators(({ wide }) => tf.matMul(wide!, tf.transpose(wide!)))).toEqual(["Expand"]);
});

test("what has elements is left alone", () => {
  expect(operators(({ x }) => tf.sum(tf.exp(x!), 1))).toEqual(["Exp", "ReduceSum"]);
});
