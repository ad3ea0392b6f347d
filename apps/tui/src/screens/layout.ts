/** Rows of a screen by part; 0 leaves a part out. */
export interface TrainLayout {
  header: number;
  chart: number;
  fields: number;
  /** Whether chart and figures get a line with their title above. */
  rules: boolean;
  note: number;
  keys: number;
}

/** The rows that a chart needs to say anything, axis included. */
const SMALLEST_CHART = 5;

/**
 * Shares out a terminal's rows: progress always, then figures, a chart, and the rest as there is room.
 * @param fieldRows Rows in which all figures stand.
 */
export function trainLayout(rows: number, fieldRows: number): TrainLayout {
  const roomy = rows >= 20;
  const header = roomy ? 2 : 1;
  const keys = rows >= 8 ? 1 : 0;
  const note = rows >= 6 ? 1 : 0;
  const rules = roomy;
  const rest = Math.max(0, rows - header - keys - note - 1 - (rules ? 2 : 0));
  const fields = Math.min(fieldRows, rest < SMALLEST_CHART + 3 ? rest : Math.max(3, rest - (roomy ? 8 : 6)));
  const chart = rest - fields;
  return { header, chart: chart >= SMALLEST_CHART ? chart : 0, fields, rules, note, keys };
}
