import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import "../fixtures/quiet-tfjs.ts";
import { expectSameFunction, randomTensor } from "../fixtures/compare-functions.ts";
import { gelu, geluTanh } from "./gelu.ts";

/** Φ(x), by Simpson's rule on the normal density. */
function normalCumulative(x: number): number {
  const steps = 2000;
  const from = -12;
  const width = (x - from) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++)
    sum += (i === 0 || i === steps ? 1 : i % 2 ? 4 : 2) * Math.exp(-((from + i * width) ** 2) / 2);
  return (sum * width) / 3 / Math.sqrt(2 * Math.PI);
}

const tanhForm = (x: number) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

test.each([
  ["gelu", gelu, (x: number) => x * normalCumulative(x)],
  ["geluTanh", geluTanh, tanhForm],
] as const)("%s: values and slopes are those of the formula in float64", (_, activation, formula) => {
  const points = [-6, -2.5, -1, -0.1, 0, 0.3, 1, 2, 7];
  const x = tf.tensor1d(points);
  const [values, slopes] = [activation(x).dataSync(), tf.grad(activation)(x).dataSync()];
  for (const [index, point] of points.entries()) {
    const slope = (formula(point + 1e-4) - formula(point - 1e-4)) / 2e-4;
    expect(values[index]).toBeCloseTo(formula(point), 5);
    expect(slopes[index]).toBeCloseTo(slope, 5);
  }
});

test.each([
  ["gelu", gelu, (x: tf.Tensor) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.div(x, Math.SQRT2))))],
  [
    "geluTanh",
    geluTanh,
    (x: tf.Tensor) => {
      const inner = tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.mul(x, tf.mul(x, x)))));
      return tf.mul(tf.mul(x, 0.5), tf.add(1, tf.tanh(inner)));
    },
  ],
] as const)("%s: the gradient is the tape's", (_, activation, reference) => {
  expectSameFunction(
    (x) => activation(x!),
    (x) => reference(x!),
    [randomTensor(1, [3, 7], 4)],
  );
});
