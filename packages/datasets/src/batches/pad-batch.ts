import { DatasetError } from "../dataset-error.ts";
import type { Example } from "../example.ts";
import { IGNORE_INDEX } from "../labels.ts";

/** Examples of one batch side by side; each array is row-major, [batch, length]. */
export interface PaddedBatch {
  inputIds: Int32Array;
  /** 1 at real tokens, 0 at padding. */
  attentionMask: Int32Array;
  /** −100 at padding. Not shifted. */
  labels: Int32Array;
  batch: number;
  length: number;
}

export interface PadBatchOptions {
  padTokenId: number;
  /** The side that the padding goes to; default `right`, as in training. */
  paddingSide?: "right" | "left";
  /** The length is rounded up to a multiple of this; default 1. */
  padToMultipleOf?: number;
}

/**
 * Pads examples to the longest of them.
 * @throws DatasetError for no examples, or a `padToMultipleOf` that is no integer from 1.
 */
export function padBatch(
  examples: readonly Pick<Example, "inputIds" | "labels">[],
  { padTokenId, paddingSide = "right", padToMultipleOf = 1 }: PadBatchOptions,
): PaddedBatch {
  if (examples.length === 0) throw new DatasetError("a batch needs at least one example");
  requirePadMultiple(padToMultipleOf);
  const batch = examples.length;
  const longest = examples.reduce((most, example) => Math.max(most, example.inputIds.length), 0);
  const length = Math.ceil(longest / padToMultipleOf) * padToMultipleOf;
  const inputIds = new Int32Array(batch * length).fill(padTokenId);
  const attentionMask = new Int32Array(batch * length);
  const labels = new Int32Array(batch * length).fill(IGNORE_INDEX);
  examples.forEach((example, index) => {
    const tokens = example.inputIds.length;
    const start = index * length + (paddingSide === "left" ? length - tokens : 0);
    inputIds.set(example.inputIds, start);
    labels.set(example.labels, start);
    attentionMask.fill(1, start, start + tokens);
  });
  return { inputIds, attentionMask, labels, batch, length };
}

/** @throws DatasetError */
export function requirePadMultiple(padToMultipleOf: number): void {
  if (!Number.isSafeInteger(padToMultipleOf) || padToMultipleOf < 1)
    throw new DatasetError(`padToMultipleOf is ${padToMultipleOf}, wanted an integer from 1`);
}
