import { type BenchmarkResult, isMet, type Measurement, ratioOf } from "./measurement.ts";

const header = ["", "ours", "peer", "", "ratio", "target", ""];

/** A benchmark's title, a table of its figures, its notes and what failed, as lines. */
export function formatResult(
  title: string,
  { measurements, notes, failures }: Pick<BenchmarkResult, "measurements" | "notes" | "failures">,
): string[] {
  const rows = [header, ...measurements.map(cells)];
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const isNumber = (column: number) => column === 1 || column === 2 || column === 4;
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join("  ")
      .trimEnd(),
  );
  const table = measurements.length > 0 ? lines : [];
  return [
    title,
    ...[...table, ...notes, ...failures.map((failure) => `FAILED: ${failure}`)].map((line) => `  ${line}`),
  ];
}

function cells(measurement: Measurement): string[] {
  const { name, ours, peer, target } = measurement;
  const ratio = ratioOf(measurement);
  return [
    name,
    formatNumber(ours),
    peer === null || peer.value === null ? "–" : formatNumber(peer.value),
    peer?.name ?? "",
    ratio === null ? "–" : ratio.toFixed(2),
    target ? `${target.of} ${target.bound === "at least" ? "≥" : "≤"} ${target.value}` : "",
    target ? verdict(isMet(measurement)) : "",
  ];
}

function verdict(met: boolean | null): string {
  if (met === null) return "no peer to compare with";
  return met ? "met" : "NOT met";
}

/** Three significant digits, and whole numbers from 100 on. */
export function formatNumber(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}
