import type { Tensor } from "@tensorflow/tfjs";
import type { ModelDropout } from "../dropout/model-dropout.ts";
import type { AttentionShape, HeadNorms } from "../layers/attention.ts";
import type { Rotary } from "../layers/rotary.ts";

/** A parameter under Hugging Face's name. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /**
   * Set for the weight of a linear layer, which `BlockContext.linear` applies: [out, in] as PyTorch's nn.Linear has it, or
   * [in, out] as transformers' Conv1D does.
   */
  readonly linear?: "linear" | "conv1d";
}

/** The weight of the linear layer that Hugging Face calls `module`; [out, in]. */
export function linearWeight(module: string, shape: readonly number[]): ParameterSpec {
  return { name: `${module}.weight`, shape, linear: "linear" };
}

/** Parameters of one width that stand below one another in memory, so that one product serves them all. */
export interface StackedParameterSpec {
  readonly stack: readonly ParameterSpec[];
}

/** The rows of all stacked parameters. */
export function shapeOf(spec: ParameterSpec | StackedParameterSpec): readonly number[] {
  if (!("stack" in spec)) return spec.shape;
  return [spec.stack.reduce((rows, { shape }) => rows + shape[0]!, 0), ...spec.stack[0]!.shape.slice(1)];
}

/** Parameters of one part of a model, by the short name that the part's function knows them under. */
export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;

/** The same of a block, whose parameters may be stacked. A linear layer's bias is called as its weight is, with `Bias` behind. */
export type BlockParameterSpecs = Readonly<Record<string, ParameterSpec | StackedParameterSpec>>;

export type Weights = Readonly<Record<string, Tensor>>;

/** What a block computes with. It does not know whether it trains on ragged batches or generates from a cache. */
export interface BlockContext {
  /** The block's parameters by short name. Weights of linear layers belong to `linear`. */
  readonly weights: Weights;
  /** A linear layer with its bias: [tokens, in] → [tokens, out]. */
  readonly linear: (name: string, x: Tensor) => Tensor;
  /**
   * Causal attention, with rotary positions where the block's kind has them:
   * [tokens, (heads + 2 · kvHeads) · headDim], queries, keys and values, → [tokens, heads · headDim].
   */
  readonly attend: (queriesKeysValues: Tensor, norms?: HeadNorms) => Tensor;
  /** What training keeps of x [tokens, width] at a place of `ModelDropout.block`, and x itself otherwise. */
  readonly dropout: (place: string, x: Tensor) => Tensor;
}

/** In what the blocks of a model differ besides their weights. */
export interface BlockKind {
  /** A token sees itself and so many tokens before it, less one; null: all before it. */
  readonly window: number | null;
  /** null: the block rotates nothing. */
  readonly rotary: Rotary | null;
}

/**
 * A causal language model in parts, written as tfjs functions. Activations are [tokens, width] over the real tokens of a batch.
 *
 * Token ids → rows of the embedding matrix, times `embedScale`: [tokens, embedWidth] → `input` → [tokens, width] → `block`, once
 * a layer → `output` → [tokens, headWidth] → logits, products with the rows of `lmHead`.
 */
export interface Architecture {
  readonly width: number;
  readonly layers: number;
  readonly vocabSize: number;
  /** The longest sequence that the model was made for. */
  readonly maxPositions: number;
  readonly attention: AttentionShape;
  readonly dropout: ModelDropout;
  /** Factor on the rows of the embedding matrix, inside of what Hugging Face calls the embedding module. */
  readonly embedScale: number;
  /** `tokens`: the embedding matrix, [vocabSize, embedWidth]. */
  readonly embedParameters: ParameterSpecs;
  /** What comes between the embedding module and the first block; null where nothing does. */
  readonly input: InputStage | null;
  readonly kinds: readonly BlockKind[];
  /** Index of a layer's kind. */
  kindOf(layer: number): number;
  /** The same short names and shapes for every layer. */
  blockParameters(layer: number): BlockParameterSpecs;
  block(x: Tensor, context: BlockContext): Tensor;
  /** `lmHead`: [vocabSize, headWidth], the embedding matrix itself where the two are tied; and what `output` takes. */
  readonly headParameters: ParameterSpecs;
  /** Final norm, projection: [rows, width] → [rows, headWidth]. */
  output(x: Tensor, weights: Weights): Tensor;
}

/** Position embeddings, a projection: [tokens, embedWidth] → [tokens, width]. */
export interface InputStage {
  readonly parameters: ParameterSpecs;
  /** @param positions [tokens], int32 */
  apply(x: Tensor, weights: Weights, positions: Tensor): Tensor;
}

export function embedWidth({ embedParameters }: Architecture): number {
  return embedParameters.tokens!.shape[1]!;
}

export function headWidth({ headParameters }: Architecture): number {
  return headParameters.lmHead!.shape[1]!;
}
