import { DatasetError } from "../../dataset-error.ts";
import type { Example } from "../../example.ts";
import { IGNORE_INDEX } from "../../labels.ts";
import { requirePadMultiple } from "../pad-batch.ts";

/** Sequences in one row for a model that keeps them apart by their positions or bounds; each array is [1, length]. */
export interface PackedBatch {
  inputIds: Int32Array;
  /** −100 at the first token of each sequence, which nothing predicts, and at padding. Not shifted. */
  labels: Int32Array;
  /** Of each token in its sequence, from 0; 0 at padding. */
  positionIds: Int32Array;
  /** Number of each token's sequence, from 0; each token of padding is a sequence of its own. */
  segmentIds: Int32Array;
  /** [sequences + 1] where each sequence begins, and the end: what attention kernels for sequences of all lengths take. */
  cuSeqlens: Int32Array;
  /** Tokens of the longest sequence. */
  maxSeqlen: number;
  length: number;
}

export interface PackBatchOptions {
  padTokenId: number;
  /** The length is rounded up to a multiple of this; default 1. */
  padToMultipleOf?: number;
}

/**
 * Lays sequences one after the other, as TRL's padding-free collator does: a batch without padding, or of packed rows (`rows.flat()`).
 * @throws DatasetError for no tokens, or a `padToMultipleOf` that is no integer from 1.
 */
export function packBatch(
  examples: readonly Pick<Example, "inputIds" | "labels">[],
  { padTokenId, padToMultipleOf = 1 }: PackBatchOptions,
): PackedBatch {
  requirePadMultiple(padToMultipleOf);
  const lengths = examples.map(({ inputIds }) => inputIds.length).filter((count) => count > 0);
  const tokens = lengths.reduce((sum, count) => sum + count, 0);
  if (tokens === 0) throw new DatasetError("a batch needs at least one token");
  const length = Math.ceil(tokens / padToMultipleOf) * padToMultipleOf;
  const bounds = [0];
  for (const count of lengths) bounds.push(bounds.at(-1)! + count);
  for (let end = tokens + 1; end <= length; end++) bounds.push(end);
  const batch: PackedBatch = {
    inputIds: new Int32Array(length).fill(padTokenId),
    labels: new Int32Array(length).fill(IGNORE_INDEX),
    positionIds: new Int32Array(length),
    segmentIds: new Int32Array(length),
    cuSeqlens: Int32Array.from(bounds),
    maxSeqlen: Math.max(...lengths),
    length,
  };
  let start = 0;
  for (const { inputIds, labels } of examples) {
    batch.inputIds.set(inputIds, start);
    batch.labels.set(labels, start);
    start += inputIds.length;
  }
  for (const [segment, first] of bounds.slice(0, -1).entries()) {
    batch.labels[first] = IGNORE_INDEX;
    for (let token = first; token < bounds[segment + 1]!; token++) {
      batch.positionIds[token] = token - first;
      batch.segmentIds[token] = segment;
    }
  }
  return batch;
}
