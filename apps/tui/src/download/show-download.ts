import type { HubProgress } from "@neftune/hub";
import { progressBar } from "../charts/progress-bar.ts";
import { formatDuration, formatMemory } from "../format/numbers.ts";
import { cutLine, type StatusSink, statusLine } from "../output/status-line.ts";

const BAR_WIDTH = 24;

/** Before so many seconds nobody knows how fast it is. */
const RATE_SECONDS = 1;

/** What a download does, for lines: how far it is in steps of 10 %. */
export function downloadText(progress: HubProgress): string {
  switch (progress.phase) {
    case "resolve":
      return `asking the hub for ${progress.repoId}`;
    case "cache":
      return `${progress.repoId} is taken from the cache: ${progress.reason}`;
    case "wait":
      return `waiting for another process that downloads ${progress.file}`;
    case "retry":
      return `${progress.what}: ${progress.reason}; trying again in ${progress.delayMs / 1000} s`;
    case "download": {
      const tenths = Math.floor(shareOf(progress) * 10);
      return `downloading ${progress.repoId}, ${megabytes(progress.allTotal)}: ${tenths * 10} %`;
    }
  }
}

/** One line of a terminal: a bar, how far it is and how fast. @param rate in bytes a second, null where it is not known */
export function downloadLine(progress: HubProgress, rate: number | null, columns: number): string {
  if (progress.phase !== "download") return cutLine(downloadText(progress), columns);
  const { repoId, allBytes, allTotal } = progress;
  const share = shareOf(progress);
  const { done, left } = progressBar(share, BAR_WIDTH);
  const speed =
    rate === null ? "" : `  ${megabytes(rate)}/s, ${formatDuration((allTotal - allBytes) / Math.max(rate, 1))} left`;
  return cutLine(`${done}${left} ${Math.floor(share * 100)} %  ${repoId}, ${megabytes(allTotal)}${speed}`, columns);
}

export interface DownloadDisplay {
  show(progress: HubProgress): void;
  /** Takes what is left of it off the terminal. */
  clear(): void;
}

/** Shows a download as a line that is drawn anew on a terminal, and as lines elsewhere. @param now in milliseconds */
export function downloadDisplay(sink: StatusSink, now: () => number): DownloadDisplay {
  const status = statusLine(sink);
  let first: { at: number; bytes: number } | undefined;
  const rateOf = (progress: HubProgress): number | null => {
    if (progress.phase !== "download") return null;
    first ??= { at: now(), bytes: progress.allBytes };
    const seconds = (now() - first.at) / 1000;
    return seconds < RATE_SECONDS ? null : (progress.allBytes - first.bytes) / seconds;
  };
  return {
    show: (progress) => {
      // A refusal is one line, and this would be another before it.
      if (progress.phase === "resolve" && sink.isTTY !== true) return;
      const rate = rateOf(progress);
      status.show(downloadText(progress), (columns) => downloadLine(progress, rate, columns));
    },
    clear: status.clear,
  };
}

function shareOf({ allBytes, allTotal }: Extract<HubProgress, { phase: "download" }>): number {
  return allTotal === 0 ? 1 : Math.min(1, allBytes / allTotal);
}

function megabytes(bytes: number): string {
  return formatMemory(bytes / 1e6);
}
