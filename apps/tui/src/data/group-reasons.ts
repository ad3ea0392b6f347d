import type { DroppedRow } from "@neftune/datasets";

/** Rows that are dropped for one reason. */
export interface ReasonGroup {
  /** The reason of the first of them. */
  reason: string;
  count: number;
  /** The first of them, from 0. */
  rows: number[];
}

const ROWS_NAMED = 5;

/**
 * Dropped rows by their reasons, the most frequent first. Reasons that differ in numbers, quoted words and places only are
 * one.
 */
export function groupReasons(dropped: readonly DroppedRow[]): ReasonGroup[] {
  const groups = new Map<string, ReasonGroup>();
  for (const { row, reason } of dropped) {
    const key = reason
      .replace(/^line \d+(?:, column \d+)?: /, "")
      .replaceAll(/\d+/g, "0")
      .replaceAll(/; the row has .*$/g, "");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { reason, count: 1, rows: [row] });
    else {
      group.count++;
      if (group.rows.length < ROWS_NAMED) group.rows.push(row);
    }
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}
