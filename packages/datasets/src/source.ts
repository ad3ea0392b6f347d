import { type DataPaths, describePaths } from "./files/data-files.ts";
import { readFiles } from "./files/read-files.ts";
import type { DatasetFormat } from "./formats/format.ts";
import { type Row, rowsOf } from "./row.ts";

/** Rows and how to read them. */
export interface DatasetSource {
  readonly format: DatasetFormat;
  /** The file that the rows come from, where they come from one; the folder, the pattern or the first of several. */
  readonly path?: string;
  /** All of what was named, where it is files that were; `findDataFiles` says which they are. */
  readonly paths?: DataPaths;
  /** Why this format, where it was recognised and not named. */
  readonly reason?: string;
  /** The rows in file order. @throws DatasetError that names the file and what is wrong with it. */
  rows(): AsyncIterable<Row>;
}

/** Rows that are in memory, as a source gives them. */
export async function* inTurn(rows: Iterable<Row>): AsyncGenerator<Row, void> {
  yield* rows;
}

/** Rows as the format parses them: some formats gather an example from several. */
export function rowsFor(format: DatasetFormat, rows: AsyncIterable<Row>): AsyncIterable<Row> {
  return format.gather?.(rows) ?? rows;
}

/**
 * A source of a given format: files, read anew each time `rows()` is called, or rows in memory.
 * @param from A file, a folder, a pattern such as `data/*.jsonl`, an array of these; or the rows.
 */
export function datasetSource(format: DatasetFormat, from: string | readonly unknown[]): DatasetSource {
  if (!isPaths(from)) return { format, rows: () => rowsFor(format, inTurn(rowsOf(from))) };
  return { format, path: describePaths(from), paths: from, rows: () => rowsFor(format, readFiles(from)) };
}

/** An array of texts is one of paths: no row is a text. */
function isPaths(from: string | readonly unknown[]): from is DataPaths {
  return typeof from === "string" || (from.length > 0 && from.every((item) => typeof item === "string"));
}
