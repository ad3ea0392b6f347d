import { type DatasetSource, datasetSource } from "../source.ts";
import type { DatasetFormat } from "./format.ts";
import { textFormat } from "./text.ts";

/** IMDB's reviews, `text` and a `label` that is 0 or 1: TRL's example with OPT-350M trains the texts. */
export const imdbFormat: DatasetFormat = {
  name: "imdb",
  recognize: (row) =>
    typeof row.text === "string" && (row.label === 0 || row.label === 1)
      ? 'its rows have "text" and a "label" of 0 or 1; the texts are trained'
      : null,
  parse: textFormat.parse,
};

/** IMDB's reviews: a file, or its rows. Nothing is read before `rows()` is called. */
export function imdb(from: string | readonly unknown[]): DatasetSource {
  return datasetSource(imdbFormat, from);
}
