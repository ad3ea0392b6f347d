import { DatasetError } from "./dataset-error.ts";
import { type DataPaths, describePaths } from "./files/data-files.ts";
import { readFiles } from "./files/read-files.ts";
import { ROWS_LOOKED_AT, recognizeFormat, recognizeText } from "./formats/recognize.ts";
import { datasetFormat } from "./formats/registry.ts";
import { textFormatOf } from "./formats/text.ts";
import type { Row } from "./row.ts";
import { type DatasetSource, datasetSource, rowsFor } from "./source.ts";

export interface OpenOptions {
  /** The key that holds the text of rows of text, TRL's `dataset_text_field`; default `text`. */
  textField?: string;
}

/**
 * Files of a named format, or of the one that their rows show (`auto`, the default); `reason` then says why.
 * @param paths A file, a folder, a pattern such as `data/*.jsonl`, or an array of these.
 * @throws DatasetError for an unknown format; under `auto` also for a file that cannot be read or is not recognised.
 */
export async function openDataset(
  paths: DataPaths,
  format = "auto",
  { textField = "text" }: OpenOptions = {},
): Promise<DatasetSource> {
  const texts = textField === "text" ? undefined : textFormatOf(textField);
  if (format !== "auto") {
    const named = datasetFormat(format);
    if (texts !== undefined && format !== "text")
      throw new DatasetError(
        `dataset_text_field is for rows of text, and the format is ${format}; leave one of them out`,
      );
    return datasetSource(texts ?? named, paths);
  }
  const path = describePaths(paths);
  const first: Row[] = [];
  for await (const row of readFiles(paths)) if (first.push(row) === ROWS_LOOKED_AT) break;
  try {
    const recognized = texts === undefined ? recognizeFormat(first) : recognizeText(first, textField);
    return { ...recognized, path, paths, rows: () => rowsFor(recognized.format, readFiles(paths)) };
  } catch (error) {
    throw DatasetError.isInstance(error) ? error.at({ path }) : error;
  }
}
