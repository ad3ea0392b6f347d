import { setImmediate } from "node:timers/promises";
import { DatasetError } from "./dataset-error.ts";
import type { PreparedDataset } from "./prepared-dataset.ts";
import { readSample } from "./read-sample.ts";
import type { Row } from "./row.ts";
import type { Sample } from "./sample.ts";
import type { DatasetSource } from "./source.ts";

/** Rows between two turns of the event loop, so that signals are heard while a large file is read. */
const ROWS_PER_TURN = 256;

/** A row that its format understands, as a task, a conversation, a text or tokens. */
export interface RowSample {
  readonly row: Row;
  readonly sample: Sample;
}

/** What became of the rows. */
export type SampleReport = Pick<PreparedDataset, "format" | "path" | "rows" | "dropped" | "badRows">;

/**
 * What the rows say, before any tokenizer: for a look at data that no model has been chosen for yet.
 * @returns What became of the rows, once all have been read.
 * @throws DatasetError for a file that cannot be read, and for the first bad row under `stop`, which is the default.
 */
export async function* streamSamples(
  source: DatasetSource,
  { onBadRow = "stop" }: { onBadRow?: "stop" | "skip" } = {},
): AsyncGenerator<RowSample, SampleReport> {
  const report = { format: source.format.name, path: source.path, rows: 0, dropped: [], badRows: 0 };
  yield* readSamples(source, { onBadRow, vocabSize: Number.POSITIVE_INFINITY }, report);
  return report;
}

/** The same into a report that others go on with. */
export async function* readSamples(
  source: DatasetSource,
  { onBadRow, vocabSize }: { onBadRow: "stop" | "skip"; vocabSize: number },
  report: Pick<SampleReport, "rows" | "dropped" | "badRows">,
): AsyncGenerator<RowSample, void> {
  for await (const row of source.rows()) {
    if (!row.part) report.rows++;
    if (report.rows % ROWS_PER_TURN === 0) await setImmediate();
    if (row.leftOut !== undefined) {
      report.dropped.push({ row: row.index, reason: row.leftOut });
      continue;
    }
    const sample = dropBadRow(() => readSample(row, source.format, vocabSize), row, source, { onBadRow }, report);
    if (sample !== null) yield { row, sample };
  }
}

/**
 * What is made of a row; null for a bad row under `skip`, which is then in the report.
 * @throws DatasetError for a bad row under `stop`, with its place
 */
export function dropBadRow<Value>(
  make: () => Value,
  row: Row,
  { path }: DatasetSource,
  { onBadRow }: { onBadRow: "stop" | "skip" },
  report: Pick<SampleReport, "dropped" | "badRows">,
): Value | null {
  try {
    return make();
  } catch (error) {
    if (!DatasetError.isInstance(error)) throw error;
    const line = error.place.line ?? row.line;
    if (onBadRow === "stop") throw error.at({ path: row.path ?? path, line, row: row.index });
    const { message } = new DatasetError(error.reason, { path: row.path, line, column: error.place.column });
    report.dropped.push({ row: row.index, reason: message });
    report.badRows++;
    return null;
  }
}
