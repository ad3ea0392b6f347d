import type { TensorSpec } from "@neftune/engine";
import type { Tensor } from "@tensorflow/tfjs";
import type { Architecture } from "../architectures/architecture.ts";
import type { DropoutMask } from "../layers/dropout.ts";
import { adaptedLinears, dropoutName, type Part } from "../programs/part.ts";
import type { RaggedShape } from "../ragged/ragged-layout.ts";

/** A mask that a block's program takes. */
export interface BlockMask {
  /** Of the input. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly probability: number;
  /** A number that no other mask of the block's layer has, but for those of other groups. */
  readonly place: number;
  /** Of sequences, for probabilities of attention; null: the mask is of [tokens, width]. */
  readonly group: number | null;
}

/** Numbers of places begin here; those of adapters' linear layers begin at 0. */
const firstPlace = { block: 1 << 16, probabilities: 1 << 17, embedding: 1 << 18 };

/** The place of what the first block takes. */
export const embeddingPlace = [0, firstPlace.embedding] as const;

/**
 * All masks of a block in training.
 *
 * @param adapters share of their inputs that adapters do not read
 */
export function blockMasks(
  { attention, dropout, width }: Architecture,
  part: Part,
  { tokens, groups }: RaggedShape,
  adapters: number,
): BlockMask[] {
  const ofAdapters = adaptedLinears(part).map(([short, inFeatures], index) => ({
    name: dropoutName(short),
    shape: [tokens, inFeatures],
    probability: adapters,
    place: index,
    group: null,
  }));
  const ofBlock = Object.entries(dropout.block).map(([place, probability], index) => ({
    name: blockMaskName(place),
    shape: [tokens, width],
    probability,
    place: firstPlace.block + index,
    group: null,
  }));
  const ofProbabilities = groups.map(({ batch, length }, group) => ({
    name: probabilitiesMaskName(group),
    shape: [batch, attention.heads, length, length],
    probability: dropout.probabilities,
    place: firstPlace.probabilities,
    group,
  }));
  return [...ofAdapters, ...ofBlock, ...ofProbabilities].filter(({ probability }) => probability > 0);
}

/** The masks among the inputs of a block's program. */
export function maskSpec(masks: readonly BlockMask[]): Record<string, TensorSpec> {
  return Object.fromEntries(masks.map(({ name, shape }) => [name, { shape, dtype: "bool" }]));
}

/** The mask of that name, where the program has it. */
export function maskNamed(
  masks: readonly BlockMask[],
  name: string,
  inputs: Readonly<Record<string, Tensor>>,
): DropoutMask | null {
  const mask = masks.find((one) => one.name === name);
  return mask ? { kept: inputs[name]!, probability: mask.probability } : null;
}

/** Of a place that `block` names. */
export function blockMaskName(place: string): string {
  return `dropout.${place}`;
}

/** Of a group of sequences. */
export function probabilitiesMaskName(group: number): string {
  return `dropout.probabilities.${group}`;
}
