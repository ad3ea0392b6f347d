import { DatasetError } from "../dataset-error.ts";
import type { Row } from "../row.ts";
import { faultOfValue } from "./check-value.ts";

/** A row of a value that was read without fault, or a bad row where it can still be none. */
export function checkedRow(value: unknown, index: number, path: string): Row {
  const reason = faultOfValue(value);
  if (reason === null) return { index, value };
  return { index, value: undefined, error: new DatasetError(reason, { path, row: index }) };
}
