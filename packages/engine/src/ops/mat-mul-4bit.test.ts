import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { dequantize4Bit } from "./dequantize-4bit.ts";
import { matMul4Bit } from "./mat-mul-4bit.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
  (tf.backend() as { firstUse?: boolean }).firstUse = false;
});

const bytes = (...values: number[]) => tf.tensor2d(values, [2, values.length / 2], "int32");

describe("dequantize4Bit", () => {
  // Of functional.quantize_4bit and dequantize_4bit of bitsandbytes 0.50.2, quant_type="nf4", blocksize=64.
  test("reads what bitsandbytes wrote", () => {
    const codes = bytes(
      ...[54, 163, 123, 72, 197, 146, 107, 55, 196, 157, 90, 38, 195, 141, 73, 229],
      ...[177, 109, 40, 227, 161, 92, 23, 210, 158, 75, 21, 209, 126, 42, 244, 192],
      ...[108, 56, 212, 161, 91, 39, 211, 158, 74, 21, 194, 126, 57, 228, 177, 109],
      ...[40, 227, 160, 76, 22, 226, 159, 59, 5, 209, 126, 42, 243, 192, 94, 24],
    );
    const scales = tf.tensor1d([1.1844881772994995, 1.802283525466919]);
    const first = [-0.467775106, -0.107847691, 0.291517109, -0.467775106, 0, 0.400256604, -0.33691746, 0.094261922];
    const weight = dequantize4Bit({ codes, scales, quantType: "nf4" });
    expect(weight.shape).toEqual([2, 64]);
    tf.test_util.expectArraysClose(tf.slice(weight, [0, 0], [1, 8]).dataSync(), first, 1e-8);
  });

  test("takes integers from -8 to 7, the first of a byte from its upper half", () => {
    const codes = bytes(...[0x08, 0x9f], ...Array.from({ length: 62 }, () => 0x88));
    const weight = dequantize4Bit({ codes, scales: tf.tensor1d([0.5, 1]), quantType: "int4" }).arraySync();
    expect(weight[0]!.slice(0, 5)).toEqual([-4, 0, 0.5, 3.5, 0]);
  });
});

describe("matMul4Bit", () => {
  const codes = bytes(...Array.from({ length: 64 }, (_, i) => (i * 37) % 256));
  const weight = { codes, scales: tf.tensor1d([0.5, 2]), quantType: "nf4" } as const;
  const x = tf.randomNormal([3, 64], 0, 1, "float32", 5);

  test("is the product with the weight, and so is its gradient", () => {
    const matrix = dequantize4Bit(weight);
    const product = (x: tf.Tensor) => tf.matMul(x, matrix, false, true);
    const dy = tf.randomNormal([3, 2], 0, 1, "float32", 6);
    tf.test_util.expectArraysClose(matMul4Bit(x, weight).dataSync(), product(x).dataSync());
    tf.test_util.expectArraysClose(
      tf
        .grad((x) => matMul4Bit(x, weight))(x, dy)
        .dataSync(),
      tf.grad(product)(x, dy).dataSync(),
    );
  });

  test("tells what does not fit", () => {
    expect(() => matMul4Bit(tf.zeros([3, 62]), weight)).toThrow("matMul4Bit: x is float32 [3,62], not float32 [n, 64]");
    expect(() => matMul4Bit(x, { ...weight, scales: tf.zeros([3]) })).toThrow("scales float32 [3], not");
    expect(() => matMul4Bit(x, { ...weight, blockSize: 48 })).toThrow("there are no blocks of 48");
  });
});
