/** Shares of activations that training drops, from 0 up to 1; evaluation and generation drop nothing. */
export interface ModelDropout {
  /** Of what the first block takes, [tokens, width]. */
  readonly embedding: number;
  /** Of the probabilities of attention, after the softmax. */
  readonly probabilities: number;
  /** Of [tokens, width] within each block, by the names that `block` calls the places. */
  readonly block: Readonly<Record<string, number>>;
  /** What config.json asks for and training does not compute: shares above 0 by config.json's key. */
  readonly unapplied: Readonly<Record<string, number>>;
}
