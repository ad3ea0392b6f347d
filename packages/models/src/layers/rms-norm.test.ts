import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { expectSameFunction, randomTensor } from "../fixtures/compare-functions.ts";
import { rmsNorm } from "./rms-norm.ts";

test("w · x / √(mean(x²) + ε), and its gradients", () => {
  expectSameFunction(
    (x, weight) => rmsNorm(x!, weight!, 1e-2),
    (x, weight) => tf.mul(weight!, tf.div(x!, tf.sqrt(tf.add(tf.mean(tf.square(x!), -1, true), 1e-2)))),
    [randomTensor(1, [5, 8]), randomTensor(2, [8])],
  );
});

test("a row of zeros stays zero", () => {
  expect([...rmsNorm(tf.zeros([1, 3]), tf.ones([3]), 1e-6).dataSync()]).toEqual([0, 0, 0]);
});
