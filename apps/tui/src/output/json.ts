import { downloadDisplay } from "../download/show-download.ts";
import { stoppingNotice } from "./summary.ts";
import type { Sinks, TrainingOutput } from "./training-output.ts";

/** One event a line on standard output and nothing else there. */
export function jsonOutput({ stdout, stderr }: Sinks, now: () => number): TrainingOutput {
  const download = downloadDisplay(stderr, now);
  let started = false;
  return {
    onEvent: (event) => {
      if (event.event === "start") download.clear();
      started ||= event.event === "start";
      stdout.write(`${JSON.stringify(event)}\n`);
    },
    onDownload: download.show,
    onDiagnostics: (line) => stderr.write(`${line}\n`),
    onStopping: () => stderr.write(`neftune: ${stoppingNotice(started)}\n`),
    close: async () => download.clear(),
  };
}
