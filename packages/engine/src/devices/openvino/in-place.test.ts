import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { trace } from "../../trace/tracer.ts";
import { putInputsFirst, sharableInputs } from "./in-place.ts";

type Tensors = Record<string, tf.Tensor>;

const spec = { a: [2, 2], b: [2, 2], c: [2, 2] };

/** Inputs whose memory the output `y` may share. */
function sharable(fn: (inputs: Tensors) => Tensors): string[] {
  return [...sharableInputs(putInputsFirst(trace(fn, spec))).get("y")!];
}

describe("an output may lie where", () => {
  test("the input does that it is computed of, element by element", () => {
    expect(sharable(({ a, b }) => ({ y: tf.sub(tf.mul(a!, 0.9), tf.square(b!)) }))).toContain("a");
  });

  test("what is added to a product does, on either side of it", () => {
    expect(sharable(({ a, b, c }) => ({ y: tf.add(c!, tf.matMul(a!, b!)) }))).toContain("c");
    expect(sharable(({ a, b, c }) => ({ y: tf.add(tf.matMul(a!, b!), c!) }))).toContain("c");
  });
});

describe("an output may not lie where", () => {
  test("an input does that is read after part of it was computed", () => {
    expect(sharable(({ a, c }) => ({ y: tf.sub(tf.exp(a!), c!) }))).not.toContain("c");
    expect(sharable(({ a, b, c }) => ({ y: tf.sub(tf.matMul(a!, b!), c!) }))).not.toContain("c");
  });

  test("another output's input does", () => {
    expect(sharable(({ a, b }) => ({ y: tf.add(a!, b!), z: tf.exp(a!) }))).not.toContain("a");
  });
});
