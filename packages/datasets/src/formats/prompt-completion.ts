import type { RowObject } from "../json-value.ts";
import { type DatasetSource, datasetSource } from "../source.ts";
import { filledField, stringField } from "./fields.ts";
import type { DatasetFormat } from "./format.ts";
import { isMessages, messagesField } from "./messages.ts";
import { refuseOtherTasks } from "./other-tasks.ts";
import { toolsField } from "./tools.ts";
import { requireAnswers, requireTurnOrder } from "./turns.ts";

/**
 * TRL's `prompt` and `completion`: two texts, which follow one another as they stand, or two lists of messages, of which only the
 * second is trained.
 */
export const promptCompletionFormat: DatasetFormat = {
  name: "prompt-completion",
  recognize: (row) =>
    isEither(row.prompt) && isEither(row.completion) ? 'its rows have "prompt" and "completion"' : null,
  parse: (row: RowObject) => {
    refuseOtherTasks(row);
    if (!isMessages(row.prompt))
      return { type: "completion", prompt: stringField(row, "prompt"), completion: filledField(row, "completion") };
    const prompt = messagesField(row, "prompt");
    const messages = [...prompt, ...messagesField(row, "completion")];
    requireTurnOrder(messages);
    requireAnswers(messages, prompt.length);
    const tools = toolsField(row);
    return { type: "conversation", messages, promptMessages: prompt.length, ...(tools ? { tools } : {}) };
  },
};

/** A data set of prompts and completions: a file, or its rows. Nothing is read before `rows()` is called. */
export function promptCompletion(from: string | readonly unknown[]): DatasetSource {
  return datasetSource(promptCompletionFormat, from);
}

function isEither(value: unknown): boolean {
  return typeof value === "string" || isMessages(value);
}
