import { type DatasetSource, datasetSource } from "../source.ts";
import { filledField } from "./fields.ts";
import type { DatasetFormat } from "./format.ts";

/** Plain text, trained whole: `text`, as in C4 or TRL's default. */
export const textFormat: DatasetFormat = {
  name: "text",
  recognize: (row) => (typeof row.text === "string" ? 'its rows have "text"' : null),
  parse: (row) => ({ type: "text", text: filledField(row, "text") }),
};

/** A data set of texts: a file, or its rows. Nothing is read before `rows()` is called. */
export function text(from: string | readonly unknown[]): DatasetSource {
  return datasetSource(textFormat, from);
}
