import { DatasetError } from "../dataset-error.ts";
import { isRowObject, type RowObject, typeName } from "../json-value.ts";
import type { Message } from "../sample.ts";
import { type DatasetSource, datasetSource } from "../source.ts";
import type { DatasetFormat } from "./format.ts";
import { refuseOtherTasks } from "./preference.ts";
import { toolCall, toolsField } from "./tools.ts";
import { requireAnswer, requireTurnOrder, roleOf, turnObjects } from "./turns.ts";

/** Conversations as OpenAI and TRL write them: `messages`, a list of `{role, content}`, and `tools` where there are any. */
export const messagesFormat: DatasetFormat = {
  name: "messages",
  recognize: (row) => {
    const key = keyOf(row);
    return key === null ? null : `its rows have "${key}" with "role" and "content"`;
  },
  parse: (row) => {
    refuseOtherTasks(row);
    const messages = messagesField(row, keyOf(row) ?? "messages");
    requireTurnOrder(messages);
    requireAnswer(messages);
    const tools = toolsField(row);
    return { type: "conversation", messages, ...(tools ? { tools } : {}) };
  },
};

/** A data set of messages: a file, or its rows. Nothing is read before `rows()` is called. */
export function messages(from: string | readonly unknown[]): DatasetSource {
  return datasetSource(messagesFormat, from);
}

/** The turns of a list of `{role, content}`. @throws DatasetError that names the first that is none */
export function messagesField(row: RowObject, key: string): Message[] {
  return turnObjects(row, key).map((turn, index) => message(turn, `"${key}"[${index}]`));
}

/** Whether a value looks like a list of messages. */
export function isMessages(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && isRowObject(value[0]) && value[0].role !== undefined;
}

function keyOf(row: RowObject): string | null {
  return ["messages", "conversations", "conversation"].find((key) => isMessages(row[key])) ?? null;
}

function message(turn: RowObject, where: string): Message {
  const { tool_calls: calls, reasoning_content: reasoning, name } = turn;
  const hasCalls = Array.isArray(calls) && calls.length > 0;
  const untrained = turn.train === false || turn.weight === 0 || turn.loss_weight === 0;
  return {
    role: roleOf(turn.role, where),
    content: contentOf(turn.content, where, hasCalls),
    ...(hasCalls ? { tool_calls: calls.map((call: unknown) => toolCall(call, `a call of ${where}`)) } : {}),
    ...(typeof reasoning === "string" ? { reasoning_content: reasoning } : {}),
    ...(typeof name === "string" ? { name } : {}),
    ...(untrained ? { trained: false } : {}),
  };
}

/** A text, or a list of parts that are texts. */
function contentOf(content: unknown, where: string, mayBeMissing: boolean): string {
  if (typeof content === "string") return content;
  if ((content === null || content === undefined) && mayBeMissing) return "";
  if (!Array.isArray(content))
    throw new DatasetError(`the content of ${where} is ${typeName(content)}, wanted a string`);
  return content
    .map((part: unknown) => {
      if (typeof part === "string") return part;
      const text = isRowObject(part) && part.type === "text" ? (part.text ?? part.value) : undefined;
      if (typeof text === "string") return text;
      const kind = isRowObject(part) && typeof part.type === "string" ? JSON.stringify(part.type) : typeName(part);
      throw new DatasetError(`the content of ${where} has a part that is ${kind}, and only text can be trained`);
    })
    .join("");
}
