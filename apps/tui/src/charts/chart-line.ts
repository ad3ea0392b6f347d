/** What a piece of a chart stands for; whoever draws it decides on colours. */
export type ChartRole = "axis" | "label" | "train" | "test" | "noisy" | "plain";

export interface ChartSpan {
  text: string;
  role: ChartRole;
}

/** One line of a chart, left to right. */
export type ChartLine = ChartSpan[];

/** Marks the end of a series, so that they differ without colours too. */
export function endMarker(role: ChartRole): string {
  return role === "train" ? "○" : "●";
}

/** The line without its roles. */
export function plainLine(line: ChartLine): string {
  return line.map(({ text }) => text).join("");
}

/** Neighbours of one role joined, so that a line is few spans. */
export function joinSpans(cells: readonly ChartSpan[]): ChartLine {
  const line: ChartLine = [];
  for (const { text, role } of cells) {
    const last = line.at(-1);
    if (last?.role === role) last.text += text;
    else line.push({ text, role });
  }
  return line;
}
