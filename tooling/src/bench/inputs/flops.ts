import type { LlamaShape } from "./shapes.ts";

/** A batch of rows of one length, all of whose tokens are labelled. */
export interface BatchSize {
  readonly batchSize: number;
  readonly length: number;
}

/** `rows` × [width, width] products, one after another. */
export interface GemmChain {
  readonly rows: number;
  readonly width: number;
  readonly count: number;
}

/** Floating point operations of a matrix product [m, k]·[k, n]. */
export function gemmFlops(m: number, n: number, k: number): number {
  return 2 * m * n * k;
}

export function chainFlops({ rows, width, count }: GemmChain): number {
  return count * gemmFlops(rows, width, width);
}

/**
 * Floating point operations in the matrix products of a training step. Each product of the forward pass has two in the backward pass
 * that are as large: the gradients of both its sides. Queries see all keys, masked or not; the head sees the positions that
 * predict a label: all but the last of each row.
 */
export function stepFlops(shape: LlamaShape, { batchSize, length }: BatchSize): number {
  const { hidden_size: width, intermediate_size: inner, num_attention_heads: heads } = shape;
  const headWidth = width / heads;
  const tokens = batchSize * length;
  const keyWidth = headWidth * shape.num_key_value_heads;
  const linear =
    2 * gemmFlops(tokens, width, width) + // q, o
    2 * gemmFlops(tokens, keyWidth, width) + // k, v
    3 * gemmFlops(tokens, inner, width); // gate, up, down
  const attention = batchSize * heads * (gemmFlops(length, length, headWidth) + gemmFlops(length, headWidth, length)); // q·kᵀ, probabilities·v
  const head = gemmFlops(batchSize * (length - 1), shape.vocab_size, width);
  return 3 * (shape.num_hidden_layers * (linear + attention) + head);
}
