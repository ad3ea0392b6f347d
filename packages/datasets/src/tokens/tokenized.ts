/** Tokens and labels of a row, before truncation. */
export interface Tokenized {
  /** [length] */
  inputIds: Int32Array;
  /** [length] */
  labels: Int32Array;
  /** Whether texts alone have the tokens that they have in the whole; if not, the mask may be off by a token. */
  promptIsPrefix: boolean;
}
