import type { ChartRole } from "./chart-line.ts";

export interface EndLabel {
  role: ChartRole;
  label: string;
  /** Where its line ends. */
  column: number;
  row: number;
  /** The same in dots, which tells more exactly what is above what. */
  dotRow: number;
}

/**
 * Moves labels that would cover one another to rows of their own, keeping their order and staying in the plot. Of two
 * at the same height the later one stays, as its line is drawn over the other.
 */
export function placeLabels(labels: readonly EndLabel[], rows: number): EndLabel[] {
  const placed = labels
    .filter(({ label }) => label !== "")
    .toReversed()
    .toSorted((a, b) => a.dotRow - b.dotRow)
    .map((label) => ({ ...label }));
  for (let index = 1; index < placed.length; index++) {
    placed[index]!.row = Math.max(placed[index]!.row, placed[index - 1]!.row + 1);
  }
  for (let index = placed.length - 1, last = rows - 1; index >= 0; index--, last--) {
    placed[index]!.row = Math.max(0, Math.min(placed[index]!.row, last));
  }
  return placed;
}
