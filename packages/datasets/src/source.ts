import { readRows } from "./files/read-rows.ts";
import type { DatasetFormat } from "./formats/format.ts";
import { type Row, rowsOf } from "./row.ts";

/** Rows and how to read them. */
export interface DatasetSource {
  readonly format: DatasetFormat;
  /** The file that the rows come from, where they come from one. */
  readonly path?: string;
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

/** A source of a given format: a file, read anew each time `rows()` is called, or rows in memory. */
export function datasetSource(format: DatasetFormat, from: string | readonly unknown[]): DatasetSource {
  if (typeof from === "string") return { format, path: from, rows: () => rowsFor(format, readRows(from)) };
  return { format, rows: () => rowsFor(format, inTurn(rowsOf(from))) };
}
