import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { scatterAdd } from "../ops/scatter-add.ts";
import { trace } from "../trace/tracer.ts";
import { inPlaceInputs } from "./in-place.ts";

type Tensors = Record<string, tf.Tensor>;
const of = (fn: (inputs: Tensors) => Tensors, spec: Parameters<typeof trace>[1]) => inPlaceInputs(trace(fn, spec));
const square = { a: [2, 2], b: [2, 2] };

test("an update may replace all that it reads element by element", () => {
  const update = ({ p, m, g, rate }: Tensors) => {
    const moment = tf.add(tf.mul(m!, 0.9), tf.mul(g!, 0.1));
    return { p: tf.sub(p!, tf.mul(rate!, tf.div(moment, tf.sqrt(moment)))), m: moment };
  };
  expect(of(update, { p: [4], m: [4], g: [4], rate: [] })).toEqual({
    p: ["p", "m", "g"],
    // p is not: it is read after m has been written.
    m: ["m", "g"],
  });
});

test("gradients may be added up, and rows added, where they lie", () => {
  expect(of(({ a, b, acc }) => ({ d: tf.add(tf.matMul(a!, b!), acc!) }), { ...square, acc: [2, 2] })).toEqual({
    d: ["acc"],
  });
  expect(
    of(({ t, i, rows }) => ({ t: scatterAdd(t!, i!, rows!) }), {
      t: [3, 2],
      i: { shape: [3], dtype: "int32" },
      rows: [3, 2],
    }),
  ).toEqual({ t: ["t"] });
});

test.each<[string, (inputs: Tensors) => Tensors]>([
  ["a matrix product", ({ a, b }) => ({ y: tf.matMul(a!, b!) })],
  [
    "a product that is added to, which runtimes compute where they add",
    ({ a, b }) => ({ y: tf.add(a!, tf.matMul(a!, tf.matMul(b!, b!))) }),
  ],
  ["a transpose", ({ a, b }) => ({ y: tf.matMul(tf.transpose(a!), tf.add(b!, tf.transpose(b!))) })],
  ["a softmax", ({ a, b }) => ({ y: tf.add(tf.softmax(a!), tf.softmax(b!)) })],
  ["what another output needs afterwards", ({ a, b }) => ({ y: tf.add(a!, b!), z: tf.sub(a!, b!) })],
  [
    "what another output gives back",
    ({ a, b }) => ({ y: tf.add(a!, b!), a: tf.reshape(a!, [4]), b: tf.reshape(b!, [4]) }),
  ],
])("nothing may be written over by %s", (_label, fn) => {
  expect(of(fn, square).y).toEqual([]);
});

test("other shapes and types share nothing", () => {
  const fn = ({ x, i }: Tensors) => ({ y: tf.add(x!, tf.cast(i!, "float32")) });
  expect(of(fn, { x: [1, 2], i: { shape: [2, 2], dtype: "int32" } })).toEqual({ y: [] });
});

test("an input may be given back in place, and one that nothing reads be written over", () => {
  expect(of(({ a }) => ({ a: a! }), square)).toEqual({ a: ["a", "b"] });
});

test("elements keep their places under another shape", () => {
  const fn = ({ a, b }: Tensors) => ({ y: tf.reshape(tf.mul(tf.reshape(a!, [4]), 2), [2, 2]), z: tf.matMul(b!, b!) });
  expect(of(fn, square).y).toEqual(["a"]);
});
