import { BrailleCanvas, DOTS_ACROSS, DOTS_DOWN } from "./braille-canvas.ts";
import { type ChartLine, type ChartRole, type ChartSpan, endMarker, joinSpans } from "./chart-line.ts";
import { placeLabels } from "./place-labels.ts";
import { niceTicks } from "./ticks.ts";

export interface ChartPoint {
  x: number;
  y: number;
}

export interface ChartSeries {
  role: ChartRole;
  /** Stands at the end of the line; empty for none. */
  label: string;
  /** By ascending x; points that are not finite are left out. */
  points: readonly ChartPoint[];
}

export interface LineChartOptions {
  /** Later ones are drawn over earlier ones. */
  series: readonly ChartSeries[];
  /** Characters, axes and labels included. */
  columns: number;
  rows: number;
  /** Largest x; the smallest is 0. */
  xMax: number;
}

/** Columns that an axis label takes beside its text: the axis itself. */
const AXIS = 2;

/**
 * Lines over steps in braille dots, with a scale on the left and one below, and each series' label at its end.
 * @returns `rows` lines of at most `columns` characters; none where there is nothing to draw, or no room for a plot of 8 × 2
 */
export function lineChart({ series, columns, rows, xMax }: LineChartOptions): ChartLine[] {
  const lines = series.map((one) => ({ ...one, points: one.points.filter(isFinitePoint) }));
  const drawn = lines.filter(({ points }) => points.length > 0);
  if (drawn.length === 0) return [];
  const plotRows = rows - 2;
  const { low, high } = yRange(drawn.flatMap(({ points }) => points.map(({ y }) => y)));
  const yTicks = niceTicks(low, high, Math.max(2, Math.floor(plotRows / 2)));
  const yLabels = yTicks.values.map((value) => value.toFixed(yTicks.decimals));
  const left = Math.max(...yLabels.map((label) => label.length)) + AXIS;
  const labelWidth = Math.max(0, ...drawn.map(({ label }) => (label === "" ? 0 : label.length + 2)));
  const right = columns - left - labelWidth >= 24 ? labelWidth : 0;
  const plotColumns = columns - left - right;
  if (plotColumns < 8 || plotRows < 2) return [];

  const toColumn = (x: number) => Math.round((x / Math.max(xMax, 1)) * (plotColumns * DOTS_ACROSS - 1));
  const toRow = (y: number) => Math.round(((high - y) / (high - low)) * (plotRows * DOTS_DOWN - 1));
  const canvas = new BrailleCanvas<ChartRole>(plotColumns, plotRows);
  for (const { points, role } of drawn) {
    for (const [index, point] of points.entries()) {
      const from = points[index - 1] ?? point;
      canvas.line(toColumn(from.x), toRow(from.y), toColumn(point.x), toRow(point.y), role);
    }
  }
  const ends = drawn.map(({ points, role, label }) => {
    const { x, y } = points.at(-1)!;
    const dotRow = toRow(y);
    return { role, label, column: Math.floor(toColumn(x) / DOTS_ACROSS), dotRow, row: Math.floor(dotRow / DOTS_DOWN) };
  });
  const labels = right === 0 ? [] : placeLabels(ends, plotRows);
  const tickRows = new Map(
    yTicks.values.map((value, index) => [Math.floor(toRow(value) / DOTS_DOWN), yLabels[index]!]),
  );

  const body = Array.from({ length: plotRows }, (_, row) => {
    const cells: ChartSpan[] = canvas.row(row).map((cell) => cell ?? { text: " ", role: "plain" });
    for (let column = 0; column < right; column++) cells.push({ text: " ", role: "plain" });
    for (const end of ends) if (end.row === row) cells[end.column] = { text: endMarker(end.role), role: end.role };
    for (const label of labels) {
      if (label.row !== row) continue;
      for (const [index, letter] of [...label.label].entries()) {
        cells[label.column + 2 + index] = { text: letter, role: label.role };
      }
    }
    const tick = tickRows.get(row);
    const scale = `${(tick ?? "").padStart(left - AXIS)} ${tick === undefined ? "│" : "┤"}`;
    return joinSpans([{ text: scale, role: "axis" }, ...cells]);
  });
  return [...body, ...xAxis(xMax, left, plotColumns, toColumn)];
}

function xAxis(xMax: number, left: number, plotColumns: number, toColumn: (x: number) => number): ChartLine[] {
  const { values } = niceTicks(0, Math.max(xMax, 1), Math.max(2, Math.floor(plotColumns / 10)), { whole: true });
  const axis = Array.from({ length: plotColumns }, () => "─");
  const labels = Array.from({ length: left + plotColumns }, () => " ");
  let free = 0;
  for (const value of values) {
    const column = Math.floor(toColumn(value) / DOTS_ACROSS);
    axis[column] = "┬";
    const text = String(value);
    const start = Math.min(
      Math.max(free, left + column - Math.floor((text.length - 1) / 2)),
      labels.length - text.length,
    );
    if (start < free) continue;
    for (const [index, letter] of [...text].entries()) labels[start + index] = letter;
    free = start + text.length + 1;
  }
  return [
    [{ text: `${" ".repeat(left - 1)}└${axis.join("")}`, role: "axis" }],
    [{ text: labels.join("").trimEnd(), role: "axis" }],
  ];
}

/** The values with a little room above and below; values that hardly differ get more, or the scale would show noise. */
function yRange(values: readonly number[]): { low: number; high: number } {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const smallest = Math.max(Math.abs(low + high) * 0.01, 1e-6);
  const room = Math.max((high - low) * 0.04, (smallest - (high - low)) / 2);
  return { low: low - room, high: high + room };
}

function isFinitePoint({ x, y }: ChartPoint): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}
