import type { TensorSpec } from "@neftune/engine";
import type * as tf from "@tensorflow/tfjs";
import type { Architecture, BlockKind } from "../architectures/architecture.ts";
import { type BlockMask, blockMaskName, maskNamed, probabilitiesMaskName } from "../dropout/block-masks.ts";
import { dropout } from "../layers/dropout.ts";
import { raggedAttention } from "../layers/ragged-attention.ts";
import { placesOf, type RaggedShape } from "../ragged/ragged-layout.ts";
import { linearLayers } from "./linear-layer.ts";
import { type Part, weightsOf } from "./part.ts";

/**
 * A block over ragged batches of a shape: x [tokens, width], what `contextSpec` lists, the block's own inputs and its masks
 * → [tokens, width].
 */
export function blockFunction(
  architecture: Architecture,
  part: Part,
  { groups }: RaggedShape,
  masks: readonly BlockMask[] = [],
): (inputs: Record<string, tf.Tensor>) => tf.Tensor {
  const { attention } = architecture;
  return ({ x, pad, unpad, cos, sin, ...rest }) =>
    architecture.block(x!, {
      weights: weightsOf(part, rest),
      linear: linearLayers(part, rest, masks),
      attend: (qkv, norms) => {
        const places = groups.map((group, index) => ({
          ...group,
          mask: rest[maskName(index)]!,
          dropout: maskNamed(masks, probabilitiesMaskName(index), rest),
        }));
        const rotary = cos && sin ? { cos, sin } : null;
        return raggedAttention(qkv, attention, { groups: places, pad: pad!, unpad: unpad!, rotary }, norms);
      },
      dropout: (place, x) => {
        const mask = maskNamed(masks, blockMaskName(place), rest);
        return mask ? dropout(x, mask) : x;
      },
    });
}

/** Inputs of a block's program beside x and the parameters. */
export function contextSpec(shape: RaggedShape, { rotary }: BlockKind): Record<string, TensorSpec> {
  const { tokens, groups } = shape;
  const longest = groups[0]!.length;
  return {
    pad: { shape: [placesOf(shape)], dtype: "int32" },
    unpad: { shape: [tokens], dtype: "int32" },
    ...(rotary ? { cos: [longest, rotary.width], sin: [longest, rotary.width] } : {}),
    ...Object.fromEntries(groups.map(({ length }, index) => [maskName(index), [length, length]])),
  };
}

/** Name of a group's mask among the block's inputs. */
export function maskName(group: number): string {
  return `mask_${group}`;
}
