import * as tf from "@tensorflow/tfjs";
import type { AttentionShape } from "./attention.ts";

/** What `cachedAttention` takes. A key/value cache has two parts: see `KeyValueCache`. */
export interface CachedAttentionInputs {
  /** [batch, heads · headDim], one query a sequence. */
  readonly q: tf.Tensor;
  /** [kvHeads, batch, capacity, headDim] */
  readonly keys: tf.Tensor;
  readonly values: tf.Tensor;
  /** [recent, batch, kvHeads · headDim] */
  readonly recentKeys: tf.Tensor;
  readonly recentValues: tf.Tensor;
  /** [batch, capacity], 0 where a query may look, a large negative number where not. */
  readonly mask: tf.Tensor;
  /** [batch, recent] */
  readonly recentMask: tf.Tensor;
}

/** Attention of one token a sequence to what a cache holds, itself included. @returns [batch, heads · headDim] */
export function cachedAttention(
  { q, keys, values, recentKeys, recentValues, mask, recentMask }: CachedAttentionInputs,
  { heads, kvHeads, headDim, scale }: AttentionShape,
): tf.Tensor {
  const [, batch, capacity] = keys.shape as [number, number, number];
  const recent = recentKeys.shape[0]!;
  const grouped = tf.reshape(q, [batch, kvHeads, heads / kvHeads, headDim]);
  const queries = tf.mul(tf.transpose(grouped, [1, 0, 2, 3]), scale); //             [kvHeads, batch, group, headDim]
  const byHead = (rows: tf.Tensor) => tf.transpose(tf.reshape(rows, [recent, batch, kvHeads, headDim]), [2, 1, 0, 3]);
  const scores = (keys: tf.Tensor, mask: tf.Tensor) =>
    tf.add(tf.matMul(queries, keys, false, true), tf.reshape(mask, [1, batch, 1, -1]));
  const all = tf.concat([scores(keys, mask), scores(byHead(recentKeys), recentMask)], -1);
  const [old, young] = tf.split(tf.softmax(all), [capacity, recent], -1) as [tf.Tensor, tf.Tensor];
  const attended = tf.add(tf.matMul(old, values), tf.matMul(young, byHead(recentValues)));
  return tf.reshape(tf.transpose(attended, [1, 0, 2, 3]), [batch, heads * headDim]);
}

/**
 * Rows of a cache in another order: what is in both parts, and nothing, sequence by sequence.
 *
 * @param rows [n, kvHeads · headDim]: the recent part, or what a prompt gave
 * @param old [kvHeads, batch, capacity, headDim], the other part; null: there is none yet
 * @param index [newBatch · newCapacity], int32: a place in the old part, batch · capacity of them, or behind them a row
 * @returns [kvHeads, newBatch, newCapacity, headDim]
 */
export function regather(
  { rows, old, index }: { rows: tf.Tensor; old: tf.Tensor | null; index: tf.Tensor },
  { kvHeads, headDim }: AttentionShape,
  newBatch: number,
): tf.Tensor {
  const young = tf.transpose(tf.reshape(rows, [-1, kvHeads, headDim]), [1, 0, 2]);
  const all = old ? tf.concat([tf.reshape(old, [kvHeads, -1, headDim]), young], 1) : young;
  return tf.reshape(tf.gather(all, index as tf.Tensor1D, 1), [kvHeads, newBatch, -1, headDim]);
}
