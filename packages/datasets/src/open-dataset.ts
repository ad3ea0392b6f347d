import { DatasetError } from "./dataset-error.ts";
import { readRows } from "./files/read-rows.ts";
import { ROWS_LOOKED_AT, recognizeFormat } from "./formats/recognize.ts";
import { datasetFormat } from "./formats/registry.ts";
import type { Row } from "./row.ts";
import { type DatasetSource, datasetSource } from "./source.ts";

/**
 * A JSON or JSONL file of a named format, or of the one that its rows show (`auto`, the default); `reason` then says why.
 * @throws DatasetError for an unknown format; under `auto` also for a file that cannot be read or is not recognised.
 */
export async function openDataset(path: string, format = "auto"): Promise<DatasetSource> {
  if (format !== "auto") return datasetSource(datasetFormat(format), path);
  const first: Row[] = [];
  for await (const row of readRows(path)) if (first.push(row) === ROWS_LOOKED_AT) break;
  try {
    return { ...recognizeFormat(first), path, rows: () => readRows(path) };
  } catch (error) {
    throw DatasetError.isInstance(error) ? error.at({ path }) : error;
  }
}
