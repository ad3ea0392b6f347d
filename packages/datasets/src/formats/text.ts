import { type DatasetSource, datasetSource } from "../source.ts";
import { filledField } from "./fields.ts";
import type { DatasetFormat } from "./format.ts";

/** Plain text, trained whole, under any key: TRL's `dataset_text_field`. */
export function textFormatOf(field: string): DatasetFormat {
  return {
    name: "text",
    recognize: (row) => (typeof row[field] === "string" ? `its rows have ${JSON.stringify(field)}` : null),
    parse: (row) => ({ type: "text", text: filledField(row, field) }),
  };
}

/** Plain text under `text`, as in C4. */
export const textFormat: DatasetFormat = textFormatOf("text");

/**
 * A data set of texts: a file, or its rows. Nothing is read before `rows()` is called.
 * @param options.field The key that holds the text; default `text`.
 */
export function text(from: string | readonly unknown[], { field = "text" }: { field?: string } = {}): DatasetSource {
  return datasetSource(field === "text" ? textFormat : textFormatOf(field), from);
}
