import { DatasetError } from "./dataset-error.ts";
import type { Example } from "./example.ts";

/** A row that is not used, and why. */
export interface DroppedRow {
  /** From 0, in the file. */
  row: number;
  reason: string;
}

/** A data set as a model is trained on it. */
export interface PreparedDataset {
  /** The name of the format that the rows were read as. */
  format: string;
  /** The file, where the rows come from one. */
  path?: string;
  /** How many rows there were, used or not. */
  rows: number;
  /** In file order. */
  examples: Example[];
  dropped: DroppedRow[];
  /** How many of the dropped rows are wrong in themselves, so that `onBadRow: "stop"` throws; the others are left out. */
  badRows: number;
  /** How many of the examples were cut to `maxLength`. */
  truncated: number;
  /** What does not hinder training and should still be known, a sentence each. */
  warnings: string[];
}

/** @throws DatasetError where no row can be used, with the reason of the first. */
export function requireExamples({ path, rows, examples, dropped }: PreparedDataset): void {
  if (examples.length > 0) return;
  const first = dropped[0];
  const why = first === undefined ? "" : `; row ${first.row} (from 0): ${first.reason}`;
  throw new DatasetError(`no row of ${rows} can be used${why}`, { path });
}
