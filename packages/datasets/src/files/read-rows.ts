import { DatasetError } from "../dataset-error.ts";
import type { Row } from "../row.ts";
import { type DataFile, type FileReader, openDataFile } from "./data-file.ts";
import { jsonReader } from "./json.ts";
import { jsonLinesReader } from "./json-lines.ts";

/** Every layout; the first that recognises a file reads it. JSON is last: what is nothing else gets its messages. */
const readers: readonly FileReader[] = [jsonLinesReader, jsonReader];

/** The rows of a file in any layout that this package reads, in file order; at least one. @throws DatasetError */
export async function* readRows(path: string): AsyncGenerator<Row, void> {
  yield* readFileRows(await openDataFile(path));
}

/** The same of a file that is in memory already. */
export function readFileRows(file: DataFile): Row[] {
  const reader = readers.find((candidate) => candidate.recognize(file)) ?? jsonReader;
  const rows = reader.read(file);
  if (rows.length === 0) throw new DatasetError("the file holds no rows", { path: file.path });
  return rows;
}
