/** The label that the loss ignores, as in PyTorch's `cross_entropy` and transformers. */
export const IGNORE_INDEX = -100;

/** A range of tokens, [start, end). */
export interface TokenRange {
  readonly start: number;
  readonly end: number;
}

/** Labels of one row, [length]: the token ids, with the first `promptLength` ignored. */
export function maskPrompt(inputIds: ArrayLike<number>, promptLength: number): Int32Array {
  const labels = Int32Array.from(inputIds);
  labels.fill(IGNORE_INDEX, 0, promptLength);
  return labels;
}

/** Ignores the labels that are in none of the ranges, which are ascending; changes `labels`. */
export function maskOutside(labels: Int32Array, ranges: readonly TokenRange[]): void {
  let position = 0;
  for (const { start, end } of ranges) {
    if (start > position) labels.fill(IGNORE_INDEX, position, start);
    position = Math.max(position, end);
  }
  labels.fill(IGNORE_INDEX, position);
}

/** How many predictions of a row are trained. Position 0 is never predicted, so its label does not count. */
export function countLabels(labels: Int32Array): number {
  let count = 0;
  for (let position = 1; position < labels.length; position++) if (labels[position] !== IGNORE_INDEX) count++;
  return count;
}
