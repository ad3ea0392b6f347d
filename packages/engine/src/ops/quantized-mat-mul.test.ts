import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { openDevice } from "../devices/open-device.ts";
import { dequantizeMatrix, quantizedMatMul, quantizeMatrix } from "./quantized-mat-mul.ts";

/** 40 columns are no whole number of blocks. */
const shape = [24, 40] as const;
const values = Float32Array.from({ length: 24 * 40 }, (_, i) => Math.sin(i * i) * (1 + (i % 7)));

test.each([4, 8] as const)(
  "rounded to %d bits, no element is further off than half a level, or a whole one at the end",
  (bits) => {
    const matrix = quantizeMatrix(values, shape, bits, 16);
    for (const [i, value] of dequantizeMatrix(matrix).entries()) {
      const block = Math.floor(i / 40) * 3 + Math.floor((i % 40) / 16);
      expect(Math.abs(value - values[i]!)).toBeLessThanOrEqual(Math.abs(matrix.scales[block]!) * 1.001);
    }
  },
);

test("what is whole already is kept", () => {
  const whole = Float32Array.of(-8, 7, 0, 3, -1, 5, -7, 2, ...new Array<number>(8).fill(1));
  expect(dequantizeMatrix(quantizeMatrix(whole, [1, 16], 4, 16))).toEqual(whole);
  expect(dequantizeMatrix(quantizeMatrix(new Float32Array(16), [1, 16], 8, 16))).toEqual(new Float32Array(16));
});

test.each([
  ["cpu", 4],
  ["cpu", 8],
  ["tfjs", 4],
] as const)("a product on %s with %d bits is that with the matrix that is meant", async (name, bits) => {
  await using device = await openDevice(name);
  const matrix = quantizeMatrix(values, shape, bits, 16);
  const program = await device.compile(({ x }) => ({ y: quantizedMatMul(x, matrix) }), { x: [3, 40] });
  const x = device.empty([3, 40]);
  const given = Float32Array.from({ length: 120 }, (_, i) => Math.cos(i));
  device.write(x, given);
  const { y } = await program.run({ x });
  const expected = tf.matMul(tf.tensor(given, [3, 40]), tf.tensor(dequantizeMatrix(matrix), [24, 40]), false, true);
  const meant = await expected.data();
  const size = Math.hypot(...meant) / Math.sqrt(meant.length);
  // The runtime may round x to 8 bits.
  for (const [i, value] of (await device.read(y!)).entries())
    expect(Math.abs(value - meant[i]!)).toBeLessThan(0.02 * size);
});
