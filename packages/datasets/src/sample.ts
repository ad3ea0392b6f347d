/** A task and its answer, before a template has made text of it. `input` is the task's material, "" where it has none. */
export interface InstructionSample {
  readonly type: "instruction";
  readonly instruction: string;
  readonly input: string;
  readonly output: string;
}

/** A row that is tokens already. `labels` are not shifted; without them every token is a label. */
export interface TokensSample {
  readonly type: "tokens";
  readonly inputIds: Int32Array;
  readonly labels?: Int32Array;
}

/** What a format makes of a row. */
export type Sample = InstructionSample | TokensSample;
