import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { expectClose, expectSameFunction, randomTensor } from "../fixtures/compare-functions.ts";
import { randomValues } from "../fixtures/random.ts";
import { applyRotary, rotaryTables } from "./rotary.ts";

const headDim = 6;
const theta = 100;

function tables(positions: readonly number[]): [tf.Tensor, tf.Tensor] {
  const { cos, sin } = rotaryTables(Int32Array.from(positions), headDim, theta);
  const shape = [positions.length, 1, headDim];
  return [tf.tensor(cos, shape), tf.tensor(sin, shape)];
}

/** The pairs (i, i + headDim/2) as complex numbers times e^(i·position·θ^(−2i/headDim)). */
function rotateAsComplex(values: Float32Array, position: number): number[] {
  const half = headDim / 2;
  const result = new Array<number>(headDim);
  for (let i = 0; i < half; i++) {
    const [real, imaginary] = [values[i]!, values[i + half]!];
    const angle = position / theta ** ((2 * i) / headDim);
    result[i] = real * Math.cos(angle) - imaginary * Math.sin(angle);
    result[i + half] = real * Math.sin(angle) + imaginary * Math.cos(angle);
  }
  return result;
}

test("turns each pair of channels by its position's angle", () => {
  const positions = [0, 1, 7, 300];
  const values = positions.map((_, index) => randomValues(index, headDim));
  const x = tf.tensor(values.map((row) => [[...row]]));
  const rotated = applyRotary(x, ...tables(positions)).arraySync() as number[][][];
  for (const [token, position] of positions.entries())
    expectClose(rotated[token]![0]!, rotateAsComplex(values[token]!, position), 6);
});

test("a query and a key see only how far they are apart", () => {
  const [query, key] = [randomTensor(1, [1, 1, headDim]), randomTensor(2, [1, 1, headDim])];
  const product = (i: number, j: number) =>
    tf.sum(tf.mul(applyRotary(query, ...tables([i])), applyRotary(key, ...tables([j])))).dataSync()[0]!;
  expect(product(3, 1)).toBeCloseTo(product(52, 50), 4);
  expect(Math.abs(product(3, 1) - product(3, 2))).toBeGreaterThan(1e-3);
});

test("the gradient is the tape's", () => {
  const [cos, sin] = tables([0, 3, 5, 2]);
  const reference = (x: tf.Tensor) => {
    const [first, second] = tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor];
    return tf.add(tf.mul(x, cos), tf.mul(tf.concat([tf.neg(second), first], -1), sin));
  };
  expectSameFunction(
    (x) => applyRotary(x!, cos, sin),
    (x) => reference(x!),
    [randomTensor(1, [4, 2, headDim])],
  );
});

test("has its gradient also where the angles are gone by then, as tfjs has it when it runs eagerly", () => {
  const x = tf.tensor3d([[[1, 2]], [[3, 4]]]);
  const angles = tf.tensor3d([[[0.5, 0.5]], [[1, 1]]]);
  const sum = (x: tf.Tensor) => tf.sum(applyRotary(x, tf.cos(angles), tf.sin(angles))) as tf.Scalar;
  const expected = [0.5, 1].flatMap((angle) => [Math.cos(angle) + Math.sin(angle), Math.cos(angle) - Math.sin(angle)]);
  tf.grad(sum)(x)
    .dataSync()
    .forEach((value, index) => void expect(value).toBeCloseTo(expected[index]!, 6));
});
