import { permuteRows } from "@neftune/engine";
import * as tf from "@tensorflow/tfjs";
import type { AttentionGroup } from "../ragged/ragged-layout.ts";
import { type AttentionShape, attention, type HeadNorms } from "./attention.ts";
import type { DropoutMask } from "./dropout.ts";
import { applyPartialRotary } from "./rotary.ts";

export interface RaggedGroup extends AttentionGroup {
  /** [length, length], as `attention` takes it. */
  readonly mask: tf.Tensor;
  /** Of the probabilities, [batch, heads, length, length]. */
  readonly dropout?: DropoutMask | null;
}

/** Where the tokens of a ragged batch stand around attention: see `RaggedLayout`. */
export interface RaggedPlaces {
  /** Sequences that are padded to one length, the longest first. */
  readonly groups: readonly RaggedGroup[];
  /** [places], int32: token at each padded place, group after group. */
  readonly pad: tf.Tensor;
  /** [tokens], int32: padded place of each token. */
  readonly unpad: tf.Tensor;
  /** Cosines and sines of the angles at positions 0, 1, …: [length of the longest group, rotary width]. */
  readonly rotary: { readonly cos: tf.Tensor; readonly sin: tf.Tensor } | null;
}

/**
 * Attention of each sequence to itself.
 *
 * @param qkv [tokens, (heads + 2 · kvHeads) · headDim]
 * @returns [tokens, heads · headDim]
 */
export function raggedAttention(
  qkv: tf.Tensor,
  { heads, kvHeads, headDim, scale }: AttentionShape,
  { groups, pad, unpad, rotary }: RaggedPlaces,
  norms?: HeadNorms,
): tf.Tensor {
  const group = heads / kvHeads;
  const padded = permuteRows(qkv, pad, unpad); //                                        [places, …]
  const places = groups.map(({ batch, length }) => batch * length);
  const spread = places.length === 1 ? [padded] : tf.split(padded, places, 0); //        [batch·length, …] a group
  const attended = groups.map(({ batch, length, mask, dropout }, index) => {
    const byHead = tf.transpose(
      tf.reshape(spread[index]!, [batch, length, heads + 2 * kvHeads, headDim]),
      [0, 2, 1, 3],
    );
    const [q, k, v] = tf.split(byHead, [heads, kvHeads, kvHeads], 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const angles = rotary && [rotary.cos, rotary.sin].map((table) => firstRows(table, length));
    const turn = (x: tf.Tensor) => (angles ? applyPartialRotary(x, angles[0]!, angles[1]!) : x);
    const queries = turn(norms ? norms.query(q) : q); //                                 [batch, heads, length, headDim]
    const keys = turn(norms ? norms.key(k) : k); //                                      [batch, kvHeads, length, headDim]
    const grouped = tf.reshape(tf.mul(queries, scale), [batch, kvHeads, group * length, headDim]);
    const output = attention(grouped, keys, v, mask, dropout); //                        [batch, kvHeads, group·length, headDim]
    return tf.reshape(tf.transpose(tf.reshape(output, [batch, heads, length, headDim]), [0, 2, 1, 3]), [
      batch * length,
      heads * headDim,
    ]);
  });
  const merged = attended.length === 1 ? attended[0]! : tf.concat(attended, 0); //       [places, heads·headDim]
  return permuteRows(merged, unpad, pad); //                                             [tokens, heads·headDim]
}

/** [length, width] of the first positions, as [1, 1, length, width]. */
function firstRows(table: tf.Tensor, length: number): tf.Tensor {
  const [rows, width] = table.shape as [number, number];
  const first = rows === length ? table : tf.slice(table, [0, 0], [length, width]);
  return tf.reshape(first, [1, 1, length, width]);
}
