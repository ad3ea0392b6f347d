import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import type { TensorSpec } from "../device.ts";
import { traceVjp } from "../trace/vjp.ts";

type Tensors = Record<string, tf.Tensor>;

/** What is kept for the gradients by `wrt`: the operator that made it, and its shape. */
function kept(fn: (inputs: Tensors) => tf.Tensor, spec: Record<string, TensorSpec>, wrt = Object.keys(spec)) {
  const { residuals } = traceVjp(fn, spec, { wrt, residuals: "keep" });
  return [...residuals.values()].map(({ producer, shape }) => `${producer!.op}[${shape}]`).sort();
}

const linear = (x: tf.Tensor, w: tf.Tensor) => tf.matMul(x, w, false, true);

test("a gated product keeps the two products that go into it and none of what is made of them", () => {
  const swiglu = ({ x, gate, up }: Tensors) => {
    const gated = linear(x!, gate!);
    return tf.mul(tf.mul(gated, tf.sigmoid(gated)), linear(x!, up!));
  };
  expect(kept(swiglu, { x: [5, 4], gate: [6, 4], up: [6, 4] })).toEqual(["Gemm[5,6]", "Gemm[5,6]"]);
});

test("with the product after it as well, which nothing needs again", () => {
  const feedForward = ({ x, gate, up, down }: Tensors) => {
    const gated = linear(x!, gate!);
    return linear(tf.mul(tf.mul(gated, tf.sigmoid(gated)), linear(x!, up!)), down!);
  };
  const spec = { x: [5, 4], gate: [6, 4], up: [6, 4], down: [3, 6] };
  expect(kept(feedForward, spec)).toEqual(["Gemm[5,6]", "Gemm[5,6]"]);
});

test("a norm keeps nothing: all of it comes of its inputs by cheap operators", () => {
  const rmsNorm = ({ x, gain }: Tensors) =>
    tf.mul(tf.mul(x!, tf.rsqrt(tf.add(tf.mean(tf.square(x!), -1, true), 1e-5))), gain!);
  expect(kept(rmsNorm, { x: [5, 4], gain: [4] })).toEqual([]);
});

test("a softmax keeps its result, not the product before it", () => {
  const attention = ({ q, k, v }: Tensors) => tf.matMul(tf.softmax(linear(q!, k!)), v!);
  expect(kept(attention, { q: [5, 4], k: [6, 4], v: [6, 3] })).toEqual(["Softmax[5,6]"]);
});

test("where something smaller says as much, that is kept, as near to the gradients as can be", () => {
  const scores = ({ x, w }: Tensors) => tf.mul(tf.sum(linear(x!, w!), -1), tf.tensor1d([1, 2, 3, 4, 5]));
  const squared = (inputs: Tensors) => tf.square(scores(inputs));
  expect(kept(scores, { x: [5, 4], w: [6, 4] })).toEqual([]);
  expect(kept(squared, { x: [5, 4], w: [6, 4] })).toEqual(["Mul[5]"]);
});

test("a frozen weight spares what only its own gradient needs", () => {
  const two = ({ x, first, second }: Tensors) => linear(linear(x!, first!), second!);
  const spec = { x: [5, 4], first: [6, 4], second: [3, 6] };
  expect(kept(two, spec, ["second"])).toEqual(["Gemm[5,6]"]);
  expect(kept(two, spec, ["x"])).toEqual([]);
});

test("a reshaped product is kept as it was before", () => {
  const heads = ({ x, w }: Tensors) => tf.square(tf.reshape(linear(x!, w!), [5, 2, 3]));
  expect(kept(heads, { x: [5, 4], w: [6, 4] })).toEqual(["Gemm[5,6]"]);
});
