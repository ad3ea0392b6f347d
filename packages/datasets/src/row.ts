import type { DatasetError } from "./dataset-error.ts";

/** One row as its file holds it, before any format has looked at it. */
export interface Row {
  /** Position among the rows of the data set, from 0; blank lines do not count. */
  readonly index: number;
  /** The parsed JSON value; nothing about it is checked yet. */
  readonly value: unknown;
  /** Line of the file, from 1, where a row is a line. */
  readonly line?: number;
  /** The file, where the data set has several. */
  readonly path?: string;
  /** Why the row could not be parsed; `value` is then undefined. */
  readonly error?: DatasetError;
  /** Why a row that is not bad is not used. */
  readonly leftOut?: string;
  /** Which piece of the row in the file this is, from 0, where one was split. */
  readonly part?: number;
}

/** Rows that are in memory already. */
export function rowsOf(values: readonly unknown[]): Row[] {
  return values.map((value, index) => ({ index, value }));
}
