/** Why a sequence ended: an end token, a stop string, or as many tokens as there may be. */
export type FinishReason = "eos" | "stop" | "length";

/** One token of one sequence, as it comes. */
export interface GeneratedToken {
  /** Place of the sequence's prompt among those given. */
  readonly sequence: number;
  readonly id: number;
  /** Set with the sequence's last token. */
  readonly finishReason: FinishReason | null;
}

/** What became of a prompt. */
export interface GeneratedSequence {
  readonly inputIds: readonly number[];
  /** Without the prompt's, with the end token that ended it. */
  readonly outputIds: readonly number[];
  readonly finishReason: FinishReason;
}
