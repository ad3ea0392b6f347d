import type { Command } from "./command.ts";

/** What `neftune` and `neftune --help` print. */
export function helpText(commands: readonly Command[]): string {
  const width = Math.max(...commands.flatMap(({ usage }) => usage.map((line) => line.length)));
  const lines = commands.flatMap(({ usage, summary }) =>
    usage.map((line, index) => `  ${line.padEnd(width)}  ${index === 0 ? summary : ""}`.trimEnd()),
  );
  return [
    "Fine-tunes language models with NEFTune and shows, live, whether they overfit.",
    "",
    ...lines,
    "",
    "  neftune COMMAND --help lists a command's keys.",
    "",
  ].join("\n");
}
