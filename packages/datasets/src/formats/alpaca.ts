import { type DatasetSource, datasetSource } from "../source.ts";
import { optionalStringField, stringField } from "./fields.ts";
import type { DatasetFormat } from "./format.ts";

/** Stanford Alpaca's rows: `instruction`, `output`, and an `input` that may be empty, null or missing. */
export const alpacaFormat: DatasetFormat = {
  name: "alpaca",
  recognize: (row) =>
    typeof row.instruction === "string" && typeof row.output === "string"
      ? 'its rows have "instruction" and "output"'
      : null,
  parse: (row) => ({
    type: "instruction",
    instruction: stringField(row, "instruction"),
    input: optionalStringField(row, "input"),
    output: stringField(row, "output"),
  }),
};

/** An Alpaca data set: a JSON or JSONL file, or its rows. Nothing is read before `rows()` is called. */
export function alpaca(from: string | readonly unknown[]): DatasetSource {
  return datasetSource(alpacaFormat, from);
}
