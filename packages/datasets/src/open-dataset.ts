import { DatasetError } from "./dataset-error.ts";
import { readRows } from "./files/read-rows.ts";
import { recognizeFormat } from "./formats/recognize.ts";
import { datasetFormat } from "./formats/registry.ts";
import { type DatasetSource, datasetSource } from "./source.ts";

/**
 * A JSON or JSONL file of a named format, or of the one that its rows show (`auto`, the default); `reason` then says why.
 * @throws DatasetError for an unknown format; under `auto` also for a file that cannot be read or is not recognised.
 */
export async function openDataset(path: string, format = "auto"): Promise<DatasetSource> {
  if (format !== "auto") return datasetSource(datasetFormat(format), path);
  const rows = await readRows(path);
  try {
    return { ...recognizeFormat(rows), path, rows: async () => rows };
  } catch (error) {
    throw DatasetError.isInstance(error) ? error.at({ path }) : error;
  }
}
