import type { SetupProgress } from "@neftune/engine/setup";
import { progressBar } from "../charts/progress-bar.ts";
import { formatMemory } from "../format/numbers.ts";
import type { TextSink } from "../output/training-output.ts";

const BAR_WIDTH = 24;

/** What a setup does, in words, without how far it is. */
export function phaseText(progress: SetupProgress): string {
  switch (progress.phase) {
    case "wait":
      return "waiting for another setup of the same";
    case "resolve":
      return `asking pip for ${progress.requirement}`;
    case "download": {
      const size = progress.total === null ? "" : `, ${formatMemory(progress.total / 1e6)}`;
      return `downloading ${progress.file}${size}`;
    }
    case "check":
      return "checking its hash";
    case "unpack":
      return `unpacking ${formatMemory(progress.total / 1e6)}`;
    case "build":
      return progress.what;
  }
}

/** One line of a terminal: a bar and how far it is where that is known. */
export function progressLine(progress: SetupProgress, columns: number): string {
  const isMeasured = progress.phase === "download" || progress.phase === "unpack";
  if (!isMeasured || !progress.total) return cut(phaseText(progress), columns);
  const share = progress.done / progress.total;
  const { done, left } = progressBar(share, BAR_WIDTH);
  return cut(`${done}${left} ${Math.floor(share * 100)} %  ${phaseText(progress)}`, columns);
}

function cut(text: string, columns: number): string {
  return text.length < columns ? text : `${text.slice(0, Math.max(0, columns - 2))}…`;
}

export interface ProgressDisplay {
  show(progress: SetupProgress): void;
  /** Takes what is left of it off the terminal. */
  clear(): void;
}

/** A line that is drawn anew on a terminal; elsewhere a line a phase. */
export function progressDisplay(sink: TextSink & { isTTY?: boolean; columns?: number }): ProgressDisplay {
  let last = "";
  const isTerminal = sink.isTTY === true;
  return {
    show: (progress) => {
      const text = isTerminal ? progressLine(progress, sink.columns || 80) : phaseText(progress);
      if (text === last) return;
      last = text;
      sink.write(isTerminal ? `\r\u001b[2K${text}` : `${text}\n`);
    },
    clear: () => {
      if (isTerminal && last !== "") sink.write("\r\u001b[2K");
    },
  };
}
