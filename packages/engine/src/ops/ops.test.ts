import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { scaledDotProductAttention } from "./scaled-dot-product-attention.ts";
import { sparseSoftmaxCrossEntropy } from "./sparse-softmax-cross-entropy.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
  (tf.backend() as { firstUse?: boolean }).firstUse = false;
});

const close = (actual: tf.Tensor, expected: tf.Tensor) => {
  expect(actual.shape).toEqual(expected.shape);
  expect(tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]).toBeLessThan(1e-5);
};

describe("sparseSoftmaxCrossEntropy", () => {
  const labels = tf.tensor1d([2, 0, 1], "int32");

  test("is tfjs's own of one-hot labels, and so are its gradients", () => {
    const logits = tf.randomNormal([3, 4], 0, 3, "float32", 7);
    const weights = tf.tensor1d([1, 2, 0.5]);
    const reference = (x: tf.Tensor) =>
      tf.mul(tf.neg(tf.sum(tf.mul(tf.oneHot(labels, 4), tf.logSoftmax(x)), -1)), weights);
    const fused = (x: tf.Tensor) => tf.mul(sparseSoftmaxCrossEntropy(x, labels), weights);
    close(fused(logits), reference(logits));
    close(tf.grad(fused)(logits), tf.grad(reference)(logits));
  });

  test("stays exact where exp would overflow and probabilities underflow", () => {
    const logits = tf.tensor2d([1000, 0, -1000, 1000, 1000, 1000, -1e4, 0, 1], [3, 3]);
    close(sparseSoftmaxCrossEntropy(logits, labels), tf.tensor1d([2000, Math.log(3), Math.log1p(Math.E)]));
  });

  test("tells shapes that do not fit", () => {
    expect(() => sparseSoftmaxCrossEntropy(tf.zeros([3, 4]), tf.tensor1d([1, 2], "int32"))).toThrow(
      "sparseSoftmaxCrossEntropy: logits are float32 [3,4], labels int32 [2]",
    );
  });
});

describe("scaledDotProductAttention", () => {
  const random = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, "float32", seed);
  const [q, k, v] = [random([2, 3, 4, 5], 1), random([2, 3, 6, 5], 2), random([2, 3, 6, 7], 3)];
  const hide = (visible: tf.Tensor) => tf.where(tf.cast(visible, "bool"), tf.zeros([4, 6]), tf.fill([4, 6], -1e9));
  const plain = (scale: number, mask: tf.Tensor) => (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) =>
    tf.matMul(tf.softmax(tf.add(tf.mul(tf.matMul(q, k, false, true), scale), mask)), v);
  const triangle = tf.tensor2d(
    Array.from({ length: 24 }, (_, i) => (i % 6 <= Math.floor(i / 6) ? 1 : 0)),
    [4, 6],
  );
  const mask = tf.tensor2d(
    Array.from({ length: 24 }, (_, i) => (i % 5 === 0 ? 0 : 1)),
    [4, 6],
  );

  test.each([
    ["by default", {}, plain(5 ** -0.5, tf.scalar(0))],
    ["with a scale", { scale: 0.3 }, plain(0.3, tf.scalar(0))],
    ["causal", { causal: true }, plain(5 ** -0.5, hide(triangle))],
    ["with a mask of bools", { mask: tf.cast(mask, "bool") }, plain(5 ** -0.5, hide(mask))],
    [
      "with a mask to add",
      { mask: tf.mul(mask, 2), causal: true },
      plain(5 ** -0.5, tf.add(tf.mul(mask, 2), hide(triangle))),
    ],
  ])("is the plain formula %s, and so are its gradients", (_label, options, reference) => {
    const attention = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) => scaledDotProductAttention(q, k, v, options);
    close(attention(q, k, v), reference(q, k, v));
    const dy = random([2, 3, 4, 7], 4);
    const expected = tf.grads(reference)([q, k, v], dy);
    tf.grads(attention)([q, k, v], dy).forEach((gradient, i) => {
      close(gradient, expected[i]!);
    });
  });

  test("tells shapes that do not fit", () => {
    expect(() => scaledDotProductAttention(q, v, k)).toThrow(
      "scaledDotProductAttention: q [2,3,4,5], k [2,3,6,7] and v [2,3,6,5] are not",
    );
  });
});
