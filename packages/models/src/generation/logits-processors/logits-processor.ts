/** What a processor knows of the sequence that a token is chosen for. */
export interface LogitsContext {
  /** Prompt and generated tokens. */
  readonly inputIds: readonly number[];
  readonly promptLength: number;
}

/** Changes the logits of a sequence's next token in place, [vocabSize]; −∞ is never chosen. */
export type LogitsProcessor = (logits: Float32Array, context: LogitsContext) => void;
