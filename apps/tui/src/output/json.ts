import { stoppingNotice } from "./summary.ts";
import type { Sinks, TrainingOutput } from "./training-output.ts";

/** One event a line on standard output and nothing else there. */
export function jsonOutput({ stdout, stderr }: Sinks): TrainingOutput {
  let started = false;
  return {
    onEvent: (event) => {
      started ||= event.event === "start";
      stdout.write(`${JSON.stringify(event)}\n`);
    },
    onDiagnostics: (line) => stderr.write(`${line}\n`),
    onStopping: () => stderr.write(`neftune: ${stoppingNotice(started)}\n`),
    close: async () => {},
  };
}
