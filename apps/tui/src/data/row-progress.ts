import { formatCount, formatDuration } from "../format/numbers.ts";
import { cutLine, type StatusSink, statusLine } from "../output/status-line.ts";

/** Before the first line and between two: on a terminal the line is drawn anew, elsewhere each is one more. */
const TERMINAL_MS = 200;
const LINES_MS = 10_000;

export interface RowProgress {
  /** @param rows so far */
  show(rows: number): void;
  /** Takes what is left of it off the terminal. */
  clear(): void;
}

/** Tells on standard error how many rows were tokenised, where that takes long. @param now in milliseconds */
export function rowProgress(sink: StatusSink, now: () => number, verb: string): RowProgress {
  const status = statusLine(sink);
  const began = now();
  const every = sink.isTTY === true ? TERMINAL_MS : LINES_MS;
  let last = began;
  return {
    show: (rows) => {
      const at = now();
      if (at - last < every) return;
      last = at;
      const seconds = (at - began) / 1000;
      const line = `${verb} ${formatCount(rows)} rows, ${formatCount(rows / seconds)} a second, ${formatDuration(seconds)}`;
      status.show(line, (columns) => cutLine(line, columns));
    },
    clear: () => status.clear(),
  };
}
