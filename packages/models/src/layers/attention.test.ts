import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { expectSameFunction, randomTensor } from "../fixtures/compare-functions.ts";
import { attention, causalMask } from "./attention.ts";

const [batch, kvHeads, group, length, headDim] = [2, 2, 3, 5, 4];
const mask = tf.tensor(causalMask(length), [length, length]);

test("the mask lets a query look at itself and back", () => {
  expect(tf.less(mask, -1e8).arraySync()).toEqual([
    [0, 1, 1, 1, 1],
    [0, 0, 1, 1, 1],
    [0, 0, 0, 1, 1],
    [0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0],
  ]);
});

test("a window hides what lies further back", () => {
  expect(tf.less(tf.tensor(causalMask(5, 2), [5, 5]), -1e8).arraySync()).toEqual([
    [0, 1, 1, 1, 1],
    [0, 0, 1, 1, 1],
    [1, 0, 0, 1, 1],
    [1, 1, 0, 0, 1],
    [1, 1, 1, 0, 0],
  ]);
  expect(causalMask(5, 5)).toEqual(causalMask(5));
});

/** One product a query head, with each key/value head repeated for its group: [batch, kvHeads, group·length, headDim]. */
function plainAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, kept?: tf.Tensor): tf.Tensor {
  const perQueryHead = (t: tf.Tensor) =>
    tf.reshape(tf.stack(new Array(group).fill(t), 2), [batch * kvHeads * group, length, headDim]);
  const scores = tf.matMul(tf.reshape(q, [-1, length, headDim]), perQueryHead(k), false, true);
  const visible = tf.exp(tf.add(scores, mask));
  const probabilities = tf.div(visible, tf.sum(visible, -1, true));
  const weights = kept ? tf.mul(probabilities, tf.reshape(kept, probabilities.shape)) : probabilities;
  return tf.reshape(tf.matMul(weights, perQueryHead(v)), q.shape);
}

test("grouped queries give what repeated keys and values give, and so do the gradients", () => {
  expectSameFunction(
    (q, k, v) => attention(q!, k!, v!, mask),
    (q, k, v) => plainAttention(q!, k!, v!),
    [
      randomTensor(1, [batch, kvHeads, group * length, headDim], 2),
      randomTensor(2, [batch, kvHeads, length, headDim], 2),
      randomTensor(3, [batch, kvHeads, length, headDim]),
    ],
  );
});

test("probabilities that are dropped weigh nothing and the others more, and so it is with the gradients", () => {
  const probability = 0.4;
  const uniform = tf.add(randomTensor(4, [batch, kvHeads * group, length, length], 0.5), 0.5);
  const kept = tf.greater(uniform, probability);
  expectSameFunction(
    (q, k, v) => attention(q!, k!, v!, mask, { kept, probability }),
    (q, k, v) => plainAttention(q!, k!, v!, tf.div(tf.cast(kept, "float32"), 1 - probability)),
    [
      randomTensor(1, [batch, kvHeads, group * length, headDim], 2),
      randomTensor(2, [batch, kvHeads, length, headDim], 2),
      randomTensor(3, [batch, kvHeads, length, headDim]),
    ],
  );
});

test("a later key or value changes nothing before it", () => {
  const [q, k, v] = [1, 2, 3].map((seed) => randomTensor(seed, [1, 1, length, headDim])) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const last = tf.tensor([0, 0, 0, 0, 1], [1, 1, length, 1]);
  const changed = (t: tf.Tensor) => tf.add(t, tf.mul(last, 3));
  const before = attention(q, k, v, mask).arraySync() as number[][][][];
  const after = attention(q, changed(k), changed(v), mask).arraySync() as number[][][][];
  expect(after[0]![0]!.slice(0, 4)).toEqual(before[0]![0]!.slice(0, 4));
  expect(after[0]![0]![4]).not.toEqual(before[0]![0]![4]);
});
