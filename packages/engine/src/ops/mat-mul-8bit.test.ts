import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { matMul8Bit } from "./mat-mul-8bit.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
  (tf.backend() as { firstUse?: boolean }).firstUse = false;
});

test("a number is its code less 128, times the factor of its stretch of the row", () => {
  const codes = Array.from({ length: 64 }, (_, i) => (i < 32 ? 129 : 126));
  const weight = { codes: tf.tensor2d(codes, [2, 32], "int32"), scales: tf.tensor2d([1, 10, 2, 20], [2, 2]) };
  const x = tf.tensor2d(
    Array.from({ length: 32 }, (_, i) => (i < 16 ? 1 : 0.5)),
    [1, 32],
  );
  expect(matMul8Bit(x, weight).arraySync()).toEqual([[16 * 1 + 8 * 10, -2 * (16 * 2 + 8 * 20)]]);
});

test("what does not fit is told", () => {
  const codes = tf.zeros([2, 48], "int32");
  expect(() => matMul8Bit(tf.zeros([1, 32]), { codes, scales: tf.zeros([2, 3]) })).toThrow("codes are int32 [2,48]");
  expect(() => matMul8Bit(tf.zeros([1, 48]), { codes, scales: tf.zeros([2, 2]) })).toThrow(
    "scales [2,2] are not [2, blocks] of 16, 32, 64 or more columns of 48",
  );
});
