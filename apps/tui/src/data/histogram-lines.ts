import { formatCount } from "../format/numbers.ts";
import type { Paint } from "../format/paint.ts";
import type { LengthBin } from "./length-bins.ts";

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A longer bar tells no more. */
const MOST_COLUMNS = 60;

interface HistogramView {
  /** Rows beyond it are cut; null where nothing is. */
  maxLength: number | null;
  columns: number;
  paint: Paint;
}

/** A bar for each bin, between its lengths and its rows; a line stands where `maxLength` cuts. */
export function histogramLines(bins: readonly LengthBin[], { maxLength, columns, paint }: HistogramView): string[] {
  const names = bins.map(({ from, to }) =>
    from === to ? formatCount(from) : `${formatCount(from)}–${formatCount(to)}`,
  );
  const counts = bins.map(({ rows }) => formatCount(rows));
  const nameColumns = Math.max(...names.map((name) => name.length));
  const countColumns = Math.max(...counts.map((count) => count.length));
  const room = Math.max(1, Math.min(MOST_COLUMNS, columns - nameColumns - countColumns - 4));
  const most = Math.max(...bins.map(({ rows }) => rows));
  return bins.flatMap(({ from, rows }, index) => {
    const isCut = maxLength !== null && from > maxLength;
    const isFirstCut = isCut && (bins[index - 1]?.from ?? 0) <= maxLength;
    const bar = barOf(rows / most, rows, room);
    const painted = `${paint(isCut ? "warning" : "trained", bar)}${" ".repeat(room - bar.length)}`;
    const line = `${names[index]!.padStart(nameColumns)}  ${painted}  ${counts[index]!.padStart(countColumns)}`;
    return isFirstCut ? [paint("warning", cutLine(maxLength, nameColumns + room + 2)), line] : [line];
  });
}

function cutLine(maxLength: number, columns: number): string {
  const title = `╌╌ max_length ${formatCount(maxLength)}: longer rows are cut `;
  return title.padEnd(columns, "╌").slice(0, columns);
}

/** In eighths of a column. What is there at all is seen. */
function barOf(share: number, rows: number, columns: number): string {
  const eighths = Math.max(rows > 0 ? 1 : 0, Math.round(share * columns * 8));
  return "█".repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}
