import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { expectClose, expectSameFunction, randomTensor } from "../fixtures/compare-functions.ts";
import { layerNorm } from "./layer-norm.ts";

test("w · (x − mean) / √(variance + ε) + b, and its gradients", () => {
  expectSameFunction(
    (x, weight, bias) => layerNorm(x!, weight!, bias!, 1e-2),
    (x, weight, bias) => {
      const { mean, variance } = tf.moments(x!, -1, true);
      return tf.add(tf.mul(weight!, tf.div(tf.sub(x!, mean), tf.sqrt(tf.add(variance, 1e-2)))), bias!);
    },
    [randomTensor(1, [5, 8], 3), randomTensor(2, [8]), randomTensor(3, [8])],
  );
});

test("a row's own mean and spread do not matter", () => {
  const [weight, bias] = [randomTensor(1, [6]), randomTensor(2, [6])];
  const x = randomTensor(3, [2, 6]);
  const moved = tf.add(tf.mul(x, 4), 10);
  expectClose(layerNorm(moved, weight, bias, 1e-12).dataSync(), layerNorm(x, weight, bias, 1e-12).dataSync());
});

test("a row of equal numbers becomes the bias", () => {
  expect([...layerNorm(tf.fill([1, 3], 7), tf.ones([3]), tf.tensor1d([1, 2, 3]), 1e-5).dataSync()]).toEqual([1, 2, 3]);
});
