import * as tf from "@tensorflow/tfjs";
import { linear } from "../layers/linear.ts";

/** One adapted layer of those whose weights stand below one another. */
export interface LoraMember {
  /** First of the layer's rows in what the product of all gives. */
  readonly begin: number;
  readonly outFeatures: number;
  readonly rank: number;
  readonly scaling: number;
  /** [outFeatures, rank] */
  readonly b: tf.Tensor;
  /** DoRA: the trained lengths of the weight's rows, and what they are now, [outFeatures] each. */
  readonly dora: { readonly magnitude: tf.Tensor; readonly norm: tf.Tensor } | null;
}

/** The adapters of layers that one product serves: not all of them need have one. */
export interface LoraStack {
  /** Outputs of all layers together. */
  readonly outFeatures: number;
  /** [Σ rank, in], one below the other. */
  readonly a: tf.Tensor;
  readonly members: readonly LoraMember[];
}

/**
 * What the adapters add to a linear layer: scaling · (x·Aᵀ)·Bᵀ for each, in two products for all: B's that stand on a diagonal
 * take each layer's share of x·Aᵀ.
 *
 * @param x [tokens, in]
 * @param factor on the scalings
 * @returns [tokens, outFeatures], zero where a layer has no adapter
 */
export function loraUpdate(x: tf.Tensor, { outFeatures, a, members }: LoraStack, factor = 1): tf.Tensor {
  const low = tf.mul(linear(x, a), scalings(members, factor)); // [tokens, Σ rank]
  return linear(low, diagonal(outFeatures, a.shape[0]!, members));
}

/** The same on the weights: scaling · B·A, [outFeatures, in]. */
export function loraDelta({ outFeatures, a, members }: LoraStack): tf.Tensor {
  return tf.matMul(tf.mul(diagonal(outFeatures, a.shape[0]!, members), scalings(members)), a);
}

/**
 * DoRA's factors, magnitude / ‖W + scaling · B·A‖ for each row of the weights and 1 where a layer has no adapter: [outFeatures].
 * The norm is an input and so without a gradient (Liu et al. 2024, §4.3).
 */
export function doraFactors({ outFeatures, members }: LoraStack): tf.Tensor {
  return byRows(
    outFeatures,
    members.map((member) => ({ ...member, rows: tf.div(member.dora!.magnitude, member.dora!.norm) })),
    (count) => tf.ones([count]),
  );
}

/** A single number where all are the same. */
function scalings(members: readonly LoraMember[], factor = 1): tf.Tensor | number {
  const [first] = members;
  if (members.every(({ scaling }) => scaling === first!.scaling)) return first!.scaling * factor;
  return tf.tensor1d(members.flatMap(({ rank, scaling }) => new Array<number>(rank).fill(scaling * factor)));
}

/** [outFeatures, ranks]: each B at its layer's rows and its own columns. */
function diagonal(outFeatures: number, ranks: number, members: readonly LoraMember[]): tf.Tensor {
  let before = 0;
  const placed = members.map((member) => {
    const behind = ranks - before - member.rank;
    const rows =
      before + behind === 0
        ? member.b
        : tf.pad(member.b, [
            [0, 0],
            [before, behind],
          ]);
    before += member.rank;
    return { ...member, rows };
  });
  return byRows(outFeatures, placed, (count) => tf.zeros([count, ranks]));
}

/** Rows of the members at their places, and others between. */
function byRows(
  outFeatures: number,
  placed: readonly { begin: number; outFeatures: number; rows: tf.Tensor }[],
  others: (count: number) => tf.Tensor,
): tf.Tensor {
  const parts: tf.Tensor[] = [];
  let end = 0;
  for (const { begin, outFeatures: count, rows } of placed) {
    if (begin > end) parts.push(others(begin - end));
    parts.push(rows);
    end = begin + count;
  }
  if (outFeatures > end) parts.push(others(outFeatures - end));
  return parts.length === 1 ? parts[0]! : tf.concat(parts, 0);
}
