import type { Tensor } from "@tensorflow/tfjs";

/** A parameter under Hugging Face's name. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Matrices of one width that stand below one another in memory, so that one product serves them all. */
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

/** The same of a block, whose parameters may be stacked. */
export type BlockParameterSpecs = Readonly<Record<string, ParameterSpec | StackedParameterSpec>>;

/** What a block is given beside its parameters: see `RaggedLayout` for the rows. */
export interface BlockContext {
  /** Sequences that are padded to one length around attention, and the mask of each group, [length, length]. */
  readonly groups: readonly { readonly batch: number; readonly length: number; readonly mask: Tensor }[];
  /** [places], int32: token at each padded place, group after group. */
  readonly pad: Tensor;
  /** [tokens], int32: padded place of each token. */
  readonly unpad: Tensor;
  /** [tokens, headDim] */
  readonly cos: Tensor;
  readonly sin: Tensor;
}

/**
 * A causal language model in three parts, written as tfjs functions: embed, the same block once a layer, head.
 * Activations are [tokens, width] over the real tokens of a batch.
 */
export interface Architecture {
  readonly width: number;
  readonly layers: number;
  readonly vocabSize: number;
  readonly headDim: number;
  readonly ropeTheta: number;
  /** `tokens`: the embedding matrix. */
  readonly embedParameters: ParameterSpecs;
  blockParameters(layer: number): BlockParameterSpecs;
  /** `lmHead`: [vocabSize, width], the embedding matrix itself where the two are tied; and what `finalNorm` takes. */
  readonly headParameters: ParameterSpecs;
  block(x: Tensor, parameters: Readonly<Record<string, Tensor>>, context: BlockContext): Tensor;
  finalNorm(x: Tensor, parameters: Readonly<Record<string, Tensor>>): Tensor;
}
