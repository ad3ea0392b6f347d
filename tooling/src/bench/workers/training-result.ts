/** What a training run came to, ours or a peer's. */
export interface TrainingResult {
  /** From the rows, model and tokenizer at hand to the end of the first step. */
  readonly firstStepSeconds: number;
  /** Of each later step, from one's end to the next one's. */
  readonly stepSeconds: readonly number[];
  /** Of every step. */
  readonly losses: readonly number[];
  /** Tokens seen until each step's end; ours tells them. */
  readonly numTokens?: readonly number[];
  /** Highest resident memory of the process, in MB (10^6 bytes). */
  readonly maxRssMb: number;
}

/** Largest difference of two runs' losses, relative to the second's. */
export function lossDifference(ours: TrainingResult, peer: TrainingResult): number {
  return Math.max(...ours.losses.map((loss, step) => Math.abs(loss / peer.losses[step]! - 1)));
}
