import { DatasetError } from "../dataset-error.ts";
import type { Message } from "../sample.ts";
import { type DatasetSource, datasetSource } from "../source.ts";
import { stringField } from "./fields.ts";
import type { DatasetFormat } from "./format.ts";
import { requireAnswers, requireTurnOrder } from "./turns.ts";

const mark = /### (Human|Assistant):/g;

/** Guanaco's rows (openassistant-guanaco): `text` with "### Human:" and "### Assistant:" before the turns. */
export const guanacoFormat: DatasetFormat = {
  name: "guanaco",
  recognize: (row) =>
    typeof row.text === "string" && /^\s*### Human:/.test(row.text) && row.text.includes("### Assistant:")
      ? 'its texts begin with "### Human:"'
      : null,
  parse: (row) => {
    const content = stringField(row, "text");
    const marks = [...content.matchAll(mark)];
    if (marks.length === 0 || content.slice(0, marks[0]!.index).trim() !== "")
      throw new DatasetError('"text" does not begin with "### Human:"');
    const messages = marks.map((found, index): Message => {
      const end = marks[index + 1]?.index ?? content.length;
      const role = found[1] === "Human" ? "user" : "assistant";
      return { role, content: content.slice(found.index + found[0].length, end).trim() };
    });
    // Some rows end with a question that nobody has answered.
    if (messages.at(-1)!.role === "user") messages.pop();
    requireTurnOrder(messages);
    requireAnswers(messages);
    return { type: "conversation", messages };
  },
};

/** Guanaco's conversations: a file, or its rows. Nothing is read before `rows()` is called. */
export function guanaco(from: string | readonly unknown[]): DatasetSource {
  return datasetSource(guanacoFormat, from);
}
