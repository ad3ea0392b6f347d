import type { SetupProgress } from "@neftune/engine/setup";
import { progressBar } from "../charts/progress-bar.ts";
import { formatMemory } from "../format/numbers.ts";
import { cutLine, type StatusSink, statusLine } from "../output/status-line.ts";

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
  if (!isMeasured || !progress.total) return cutLine(phaseText(progress), columns);
  const share = progress.done / progress.total;
  const { done, left } = progressBar(share, BAR_WIDTH);
  return cutLine(`${done}${left} ${Math.floor(share * 100)} %  ${phaseText(progress)}`, columns);
}

export interface ProgressDisplay {
  show(progress: SetupProgress): void;
  /** Takes what is left of it off the terminal. */
  clear(): void;
}

/** A line that is drawn anew on a terminal; elsewhere a line a phase. */
export function progressDisplay(sink: StatusSink): ProgressDisplay {
  const status = statusLine(sink);
  return {
    show: (progress) => status.show(phaseText(progress), (columns) => progressLine(progress, columns)),
    clear: status.clear,
  };
}
