import { DatasetError } from "../dataset-error.ts";
import type { Row } from "../row.ts";
import { type DataPaths, findDataFiles } from "./data-files.ts";
import { readRows } from "./read-rows.ts";

/**
 * The rows of all files that paths stand for, one file after the other. They are numbered through; where there are several
 * files, each row names its own.
 * @throws DatasetError that names the file and the place in it
 */
export async function* readFiles(paths: DataPaths): AsyncGenerator<Row, void> {
  const files = await findDataFiles(paths);
  if (files.length === 1) {
    for await (const row of readRows(files[0]!)) yield row;
    return;
  }
  let index = 0;
  for (const path of files) {
    for await (const row of readRows(path)) {
      const error =
        row.error && new DatasetError(row.error.reason, { ...row.error.place, row: index }, { cause: row.error.cause });
      yield { ...row, index, path, ...(error === undefined ? {} : { error }) };
      index++;
    }
  }
}
