import type { DroppedRow, Sample } from "@neftune/datasets";
import type { LengthBin } from "./length-bins.ts";
import type { LengthStatistics } from "./length-counts.ts";

/** What a file of rows holds, as a model would be trained on it. */
export interface Inspection {
  path: string;
  /** The name of the format, and why it is this one where it was recognised. */
  format: string;
  reason: string | null;
  /** How many rows there are, and how many of them are used. */
  rows: number;
  used: number;
  /** What is trained on: more than the rows that are used where long ones are split. */
  examples: number;
  dropped: DroppedRow[];
  /** How many of them are wrong in themselves; the others have no label left. */
  badRows: number;
  /** How many are cut to `maxLength`; null where no tokenizer tells. */
  truncated: number | null;
  maxLength: number | null;
  /** What lengths are counted in: characters where no tokenizer tells. */
  unit: "tokens" | "characters";
  /** Lengths before they are cut; null where no row is used. */
  lengths: (LengthStatistics & { histogram: LengthBin[] }) | null;
  /** All tokens of an epoch, after rows are cut, and those with a label; null where no tokenizer tells. */
  tokens: number | null;
  trainedTokens: number | null;
  /** The first rows that are used. */
  samples: InspectedSample[];
  warnings: string[];
  /** What training would do with the rows, a sentence. */
  training: string;
}

export type InspectedSample = TokenizedSample | UntokenizedSample;

export interface TokenizedSample {
  row: number;
  inputIds: Int32Array;
  labels: Int32Array;
  /** Tokens that were cut off. */
  cut: number;
}

/** A row where no tokenizer tells what its tokens are. */
export interface UntokenizedSample {
  row: number;
  parts: TextPart[];
}

/** A field, a turn or a text of a row. */
export interface TextPart {
  /** Such as "instruction" or "assistant". */
  label: string;
  text: string;
}

/** The texts of a row in their order. Rows of tokens have none. */
export function textParts(sample: Sample): TextPart[] {
  switch (sample.type) {
    case "instruction": {
      const turns = (sample.history ?? []).flatMap(({ instruction, output }) => [
        { label: "instruction", text: instruction },
        { label: "output", text: output },
      ]);
      const { system, instruction, input, output } = sample;
      return [
        ...(system ? [{ label: "system", text: system }] : []),
        ...turns,
        { label: "instruction", text: instruction },
        ...(input === "" ? [] : [{ label: "input", text: input }]),
        { label: "output", text: output },
      ];
    }
    case "conversation":
      return sample.messages.map(({ role, content, tool_calls: calls }) => ({
        label: role,
        text: calls === undefined ? content : `${content}${JSON.stringify(calls)}`,
      }));
    case "completion":
      return [
        { label: "prompt", text: sample.prompt },
        { label: "completion", text: sample.completion },
      ];
    case "text":
      return [{ label: "text", text: sample.text }];
    case "tokens":
      return [];
  }
}
