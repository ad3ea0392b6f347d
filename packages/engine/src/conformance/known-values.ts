import * as tf from "@tensorflow/tfjs";
import { describe, test } from "vitest";
import type { Device } from "../device.ts";
import { expectClose } from "./expect-close.ts";
import { runFunction, runVjp } from "./on-device.ts";
import { float, int, type TensorData } from "./tensor-data.ts";

type Tensors = Record<string, tf.Tensor>;

/** Worked out by hand, so that the reference is checked as well. */
const results: [string, (inputs: Tensors) => tf.Tensor, Record<string, TensorData>, TensorData][] = [
  ["a sum", ({ a, b }) => tf.add(a!, b!), { a: float([2], [1, 2]), b: float([], [0.5]) }, float([2], [1.5, 2.5])],
  [
    "a product of matrices",
    ({ a, b }) => tf.matMul(a!, b!),
    { a: float([2, 2], [1, 2, 3, 4]), b: float([2, 2], [5, 6, 7, 8]) },
    float([2, 2], [19, 22, 43, 50]),
  ],
  [
    "a product, right side transposed",
    ({ a, b }) => tf.matMul(a!, b!, false, true),
    { a: float([1, 2], [1, 2]), b: float([3, 2], [1, 0, 0, 1, 1, 1]) },
    float([1, 3], [1, 2, 3]),
  ],
  ["a softmax", ({ x }) => tf.softmax(x!), { x: float([2], [0, Math.log(3)]) }, float([2], [0.25, 0.75])],
  ["a mean", ({ x }) => tf.mean(x!, 0), { x: float([2, 2], [1, 2, 3, 6]) }, float([2], [2, 4])],
  [
    "rows by index",
    ({ x, i }) => tf.gather(x!, i!),
    { x: float([3], [7, 8, 9]), i: int([2], [2, 0]) },
    float([2], [9, 7]),
  ],
  ["a transpose", ({ x }) => tf.transpose(x!), { x: int([2, 3], [1, 2, 3, 4, 5, 6]) }, int([3, 2], [1, 4, 2, 5, 3, 6])],
  ["an index of the largest", ({ x }) => tf.argMax(x!), { x: float([3], [1, 3, 2]) }, int([], [1])],
];

/** Gradients for the cotangent 1 at every element. */
const gradients: [string, (inputs: Tensors) => tf.Tensor, Record<string, TensorData>, Record<string, TensorData>][] = [
  ["x²", ({ x }) => tf.square(x!), { x: float([2], [3, -4]) }, { x: float([2], [6, -8]) }],
  [
    "a · b",
    ({ a, b }) => tf.mul(a!, b!),
    { a: float([2], [2, 3]), b: float([], [5]) },
    { a: float([2], [5, 5]), b: float([], [5]) },
  ],
  ["σ(0)", ({ x }) => tf.sigmoid(x!), { x: float([1], [0]) }, { x: float([1], [0.25]) }],
  [
    "x · W",
    ({ x, w }) => tf.matMul(x!, w!),
    { x: float([1, 2], [1, 2]), w: float([2, 1], [3, 4]) },
    { x: float([1, 2], [3, 4]), w: float([2, 1], [1, 2]) },
  ],
  [
    "rows by index, one twice",
    ({ x }) => tf.gather(x!, tf.tensor1d([1, 1], "int32")),
    { x: float([3], [1, 2, 3]) },
    { x: float([3], [0, 2, 0]) },
  ],
];

/** What needs no other implementation to be known. */
export function testKnownValues(device: () => Device): void {
  describe("known values", () => {
    test.each(results)("%s", async (_label, fn, inputs, expected) => {
      const { y } = await runFunction(device(), (tensors) => ({ y: fn(tensors) }), inputs);
      expectClose(y!, expected, "the result", 1e-6);
    });

    test.each(gradients)("the gradient of %s", async (_label, fn, inputs, expected) => {
      const { y } = await runFunction(device(), (tensors) => ({ y: fn(tensors) }), inputs);
      const ones = float(y!.shape, Array(y!.data.length).fill(1));
      const wrt = Object.keys(expected);
      const actual = await runVjp(device(), fn, inputs, ones, { wrt, residuals: "keep" });
      for (const name of wrt) expectClose(actual[`d_${name}`]!, expected[name]!, `the gradient by ${name}`, 1e-6);
    });
  });
}
