import * as tf from "@tensorflow/tfjs";
import type { Architecture, BlockContext, Weights } from "../../architectures/architecture.ts";
import { type RaggedPlaces, raggedAttention } from "../../layers/ragged-attention.ts";
import { rotatedHeads, type TokenAngles } from "../../layers/rotated-heads.ts";

/** Nothing is dropped outside of training. */
const dropout = (_: string, x: tf.Tensor) => x;

/** The parameters of one block, and its linear layers. */
export type BlockWeights = Pick<BlockContext, "weights" | "linear">;

/** A block up to its attention: x [tokens, width] → q, k, v as `rotatedHeads` gives them. */
export function beforeAttention(
  architecture: Architecture,
  x: tf.Tensor,
  block: BlockWeights,
  angles: TokenAngles,
): Record<"q" | "k" | "v", tf.Tensor> {
  const { attention } = architecture;
  let heads: Record<"q" | "k" | "v", tf.Tensor> | undefined;
  architecture.block(x, {
    ...block,
    dropout,
    attend: (qkv, norms) => {
      heads = rotatedHeads(qkv, attention, angles, norms);
      // What the block makes of it is not asked for, and so not compiled.
      return tf.zeros([qkv.shape[0]!, attention.heads * attention.headDim]);
    },
  });
  return heads!;
}

/** The same block from its attention on: its own x and attended [tokens, heads · headDim] → [tokens, width]. */
export function afterAttention(
  architecture: Architecture,
  x: tf.Tensor,
  attended: tf.Tensor,
  block: BlockWeights,
): tf.Tensor {
  return architecture.block(x, { ...block, dropout, attend: () => attended });
}

/** A whole block over prompts, which attend to themselves alone: y [tokens, width], and k, v for the cache. */
export function promptBlock(
  architecture: Architecture,
  x: tf.Tensor,
  block: BlockWeights,
  angles: TokenAngles,
  places: Omit<RaggedPlaces, "rotary">,
): Record<"y" | "k" | "v", tf.Tensor> {
  const { attention } = architecture;
  let heads: Record<"q" | "k" | "v", tf.Tensor> | undefined;
  const y = architecture.block(x, {
    ...block,
    dropout,
    attend: (qkv, norms) => {
      heads = rotatedHeads(qkv, attention, angles, norms);
      const { q, k, v } = heads;
      return raggedAttention(tf.concat([q, k, v], 1), attention, { ...places, rotary: null });
    },
  });
  return { y, k: heads!.k, v: heads!.v };
}

/** Named tensors of which those with a prefix are wanted, without it. */
export function unprefixed(prefix: string, tensors: Weights): Record<string, tf.Tensor> {
  const wanted = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(wanted.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
