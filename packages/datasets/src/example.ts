/**
 * What is kept of a row's text to find it again elsewhere, [6 + shingles], at most 4 KB: hashes of 64 bits, low word first, of the whole
 * row, of its prompt and of its answer, 0 where there is none or it is too short to tell anything; then its distinct shingles, ascending.
 * It is made of the row and not of its tokens, so it does not depend on template, tokenizer or truncation.
 */
export type Fingerprint = Uint32Array;

/** What a model is trained on: one row as tokens. */
export interface Example {
  /** Position of the row in its file, from 0. */
  readonly row: number;
  /** Token ids, [length]. */
  readonly inputIds: Int32Array;
  /**
   * [length]; −100 where no loss is computed. Not shifted, as in transformers: `labels[t]` is compared with what the
   * model predicts at position t − 1, so `labels[0]` never counts.
   */
  readonly labels: Int32Array;
  /** How many tokens were cut off its end to fit the maximum length; absent where none were. */
  readonly cut?: number;
  /** Of the whole row, by which `findLeaks` compares it; only with the option `fingerprints`, and not of rows of tokens. */
  readonly fingerprint?: Fingerprint;
}

/** The first `maxLength` tokens and labels; the example itself where it is short enough. */
export function truncateExample(example: Example, maxLength: number): Example {
  if (example.inputIds.length <= maxLength) return example;
  return {
    ...example,
    inputIds: example.inputIds.slice(0, maxLength),
    labels: example.labels.slice(0, maxLength),
    cut: example.inputIds.length - maxLength,
  };
}
