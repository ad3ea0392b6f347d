import { DatasetError } from "../dataset-error.ts";
import { type DatasetSource, datasetSource } from "../source.ts";
import { alpacaFormat } from "./alpaca.ts";
import { filledField, optionalStringField, stringField } from "./fields.ts";
import type { DatasetFormat } from "./format.ts";
import { sharegptFormat } from "./sharegpt.ts";

/**
 * Evol-Instruct as WizardLM published it: `instruction` and `output` (70k), `conversations` (V2, 196k), and as H2O converted it,
 * `input` and `output`, where `input` is the instruction. Under `auto` the first two go by the names of what they look like.
 */
export const evolInstructFormat: DatasetFormat = {
  name: "evol-instruct",
  recognize: (row) => {
    if (typeof row.input === "string" && typeof row.output === "string" && row.instruction === undefined)
      return 'its rows have "input" and "output" and no "instruction"';
    if (typeof row.Instruction === "string" && typeof row.Skill === "string")
      return 'its rows have "Instruction" and "Skill"';
    return alpacaFormat.recognize(row) ?? sharegptFormat.recognize(row);
  },
  parse: (row) => {
    if (Array.isArray(row.conversations)) return sharegptFormat.parse(row);
    if (row.Instruction !== undefined && row.output === undefined)
      throw new DatasetError("it is a question of WizardLM's test set, without an answer to train on");
    const instruction = stringField(row, row.instruction === undefined ? "input" : "instruction");
    const output = filledField(row, "output");
    const input = row.instruction === undefined ? "" : optionalStringField(row, "input");
    return { type: "instruction", instruction, input, output };
  },
};

/** Evol-Instruct's rows: a file, or the rows. Nothing is read before `rows()` is called. */
export function evolInstruct(from: string | readonly unknown[]): DatasetSource {
  return datasetSource(evolInstructFormat, from);
}
