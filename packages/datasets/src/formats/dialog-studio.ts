import type { Message } from "../sample.ts";
import { type DatasetSource, datasetSource } from "../source.ts";
import { stringField } from "./fields.ts";
import type { DatasetFormat } from "./format.ts";
import { requireAnswers, turnObjects } from "./turns.ts";

/** DialogStudio's dialogues: `log`, a list of turns with a "user utterance" and a "system response". */
export const dialogStudioFormat: DatasetFormat = {
  name: "dialog-studio",
  recognize: (row) =>
    Array.isArray(row.log) && row.log.some((turn) => turn?.["user utterance"] !== undefined)
      ? 'its rows have a "log" with "user utterance" and "system response"'
      : null,
  parse: (row) => {
    const messages = turnObjects(row, "log").flatMap((turn): Message[] => [
      { role: "user", content: stringField(turn, "user utterance") },
      { role: "assistant", content: stringField(turn, "system response") },
    ]);
    requireAnswers(messages);
    return { type: "conversation", messages };
  },
};

/** DialogStudio's dialogues: a file, or its rows. Nothing is read before `rows()` is called. */
export function dialogStudio(from: string | readonly unknown[]): DatasetSource {
  return datasetSource(dialogStudioFormat, from);
}
