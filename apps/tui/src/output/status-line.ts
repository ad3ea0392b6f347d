import type { TextSink } from "./training-output.ts";

/** Where a status is told, and how. */
export type StatusSink = TextSink & { isTTY?: boolean; columns?: number };

export interface StatusLine {
  /** @param line told off a terminal. @param drawn of at most so many columns, drawn on one */
  show(line: string, drawn: (columns: number) => string): void;
  /** Takes what is left of it off the terminal. */
  clear(): void;
}

/** A line that is drawn anew on a terminal; elsewhere a line whenever it is another than before. */
export function statusLine(sink: StatusSink): StatusLine {
  let last = "";
  const isTerminal = sink.isTTY === true;
  return {
    show: (line, drawn) => {
      const text = isTerminal ? drawn(sink.columns || 80) : line;
      if (text === last) return;
      last = text;
      sink.write(isTerminal ? `\r\u001b[2K${text}` : `${text}\n`);
    },
    clear: () => {
      if (isTerminal && last !== "") sink.write("\r\u001b[2K");
      last = "";
    },
  };
}

/** Cut to less than so many columns, so that it does not wrap. */
export function cutLine(text: string, columns: number): string {
  return text.length < columns ? text : `${text.slice(0, Math.max(0, columns - 2))}…`;
}
