import { dequantize4Bit } from "@neftune/engine";
import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import "../fixtures/quiet-tfjs.ts";
import { randomValues } from "../fixtures/random.ts";
import { quantizeInt4 } from "./int4.ts";
import { nestScales, unnestScales } from "./nested-scales.ts";
import { quantizeNf4 } from "./nf4.ts";
import { blockScales, quantizedLinear } from "./quantized-linear.ts";

const [out, width] = [6, 96];
const bytes = (codes: Uint8Array, shape: number[]) => tf.tensor(Int32Array.from(codes), shape, "int32");

test("factors are put together from 8 bits in the graph as they are outside", () => {
  const factors = randomValues(4, 300);
  const nested = nestScales(factors);
  const scales = {
    codes: bytes(nested.codes, [300]),
    scales: tf.tensor1d(nested.scales),
    offset: tf.tensor1d([nested.offset]),
  };
  const weight = { quantType: "nf4", codes: tf.zeros([1, 1], "int32"), scales } as const;
  expect([...blockScales(weight).dataSync()]).toEqual([...unnestScales(nested)]);
});

test.each([
  ["nf4", quantizeNf4, 0.2],
  ["int4", quantizeInt4, 0.13],
] as const)("a layer in %s is close to the layer that it was", (quantType, quantize, tolerance) => {
  const values = randomValues(5, out * width);
  const { codes, scales } = quantize(values);
  const weight = { quantType, codes: bytes(codes, [out, width / 2]), scales: tf.tensor1d(scales) };
  const [x, bias] = [tf.tensor2d(randomValues(6, 3 * width), [3, width]), tf.tensor1d(randomValues(7, out))];
  const matrix = dequantize4Bit(weight);
  const errors = tf.abs(tf.sub(matrix, tf.tensor2d(values, [out, width])));
  expect(tf.max(errors).dataSync()[0]).toBeLessThan(tolerance);
  const expected = tf.add(tf.matMul(x, matrix, false, true), bias);
  tf.test_util.expectArraysClose(quantizedLinear(x, weight, bias).dataSync(), expected.dataSync(), 1e-5);
});
