import type { SampleReport } from "@neftune/datasets";
import { formatCount } from "../format/numbers.ts";

type Report = Pick<SampleReport, "rows" | "badRows"> & { used: number; isTokenized: boolean };

/** What `neftune train` would do with rows that a report tells of, a sentence. */
export function whatTrainingDoes(report: Report, onBadRow: "stop" | "skip"): string {
  const { rows, used, badRows, isTokenized } = report;
  if (badRows > 0 && onBadRow === "stop") {
    const which = badRows === 1 ? "at the bad row" : `at the first of ${formatCount(badRows)} bad rows`;
    return `training would stop ${which}; --on_bad_row skip leaves ${badRows === 1 ? "it" : "them"} out`;
  }
  if (used === 0) return `training would refuse this: no row of ${formatCount(rows)} can be used`;
  const unknown = isTokenized ? "" : ", as far as a label is left within max_length";
  const which = used === rows ? `all ${formatCount(rows)} rows` : `${formatCount(used)} of ${formatCount(rows)} rows`;
  return `training would use ${which}${unknown}`;
}
