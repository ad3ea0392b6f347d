import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { expectClose, expectSameFunction, randomTensor } from "../fixtures/compare-functions.ts";
import { randomValues } from "../fixtures/random.ts";
import { applyPartialRotary, applyRotary, defaultInverseFrequencies, rotaryTables } from "./rotary.ts";

const headDim = 6;
const theta = 100;

function tables(positions: readonly number[]): [tf.Tensor, tf.Tensor] {
  const tables = rotaryTables(Math.max(...positions) + 1, defaultInverseFrequencies(headDim, theta));
  const rows = (table: Float32Array) => tf.gather(tf.reshape(table, [-1, 1, headDim]), [...positions]);
  return [rows(tables.cos), rows(tables.sin)];
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

test("channels beyond the tables stay as they are", () => {
  const [cos, sin] = tables([2, 9]);
  const x = randomTensor(4, [2, 3, headDim + 4]);
  const [turned, kept] = tf.split(x, [headDim, 4], -1) as [tf.Tensor, tf.Tensor];
  const expected = tf.concat([applyRotary(turned, cos, sin), kept], -1);
  expectClose(applyPartialRotary(x, cos, sin).dataSync(), expected.dataSync(), 7);
});

test("a factor on attention scales both tables", () => {
  const frequencies = defaultInverseFrequencies(4, 50);
  const plain = rotaryTables(4, frequencies);
  const scaled = rotaryTables(4, frequencies, 1.5);
  expectClose(
    scaled.cos,
    plain.cos.map((value) => 1.5 * value),
    6,
  );
  expectClose(
    scaled.sin,
    plain.sin.map((value) => 1.5 * value),
    6,
  );
});
