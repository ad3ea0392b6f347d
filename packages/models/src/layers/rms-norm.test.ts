import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { expectSameFunction, randomTensor } from "../fixtures/compare-functions.ts";
import { rmsNorm, unitOffsetRmsNorm } from "./rms-norm.ts";

const plain = (x: tf.Tensor) => tf.div(x, tf.sqrt(tf.add(tf.mean(tf.square(x), -1, true), 1e-2)));

test.each([[[5, 8]], [[2, 3, 4, 8]]])("w · x / √(mean(x²) + ε) of %j, and its gradients", (shape) => {
  expectSameFunction(
    (x, weight) => rmsNorm(x!, weight!, 1e-2),
    (x, weight) => tf.mul(weight!, plain(x!)),
    [randomTensor(1, shape), randomTensor(2, [8])],
  );
});

test("a weight that is zero in the checkpoint is one in Gemma's norm", () => {
  expectSameFunction(
    (x, weight) => unitOffsetRmsNorm(x!, weight!, 1e-2),
    (x, weight) => tf.add(plain(x!), tf.mul(weight!, plain(x!))),
    [randomTensor(1, [5, 8]), randomTensor(2, [8])],
  );
});

test("a row of zeros stays zero", () => {
  expect([...rmsNorm(tf.zeros([1, 3]), tf.ones([3]), 1e-6).dataSync()]).toEqual([0, 0, 0]);
});
