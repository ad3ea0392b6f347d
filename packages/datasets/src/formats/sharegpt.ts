import type { RowObject } from "../json-value.ts";
import type { ConversationSample, Message } from "../sample.ts";
import { type DatasetSource, datasetSource } from "../source.ts";
import { optionalStringField, stringField } from "./fields.ts";
import type { DatasetFormat } from "./format.ts";
import { refuseOtherTasks } from "./preference.ts";
import { toolCall, toolsField } from "./tools.ts";
import { requireAnswer, requireTurnOrder, roleOf, turnObjects } from "./turns.ts";

const parse = (row: RowObject): ConversationSample => {
  refuseOtherTasks(row);
  const messages = turnObjects(row, "conversations").map(message);
  const system = optionalStringField(row, "system");
  if (system !== "" && messages[0]!.role !== "system") messages.unshift({ role: "system", content: system });
  requireTurnOrder(messages);
  requireAnswer(messages);
  const tools = toolsField(row);
  return { type: "conversation", messages, ...(tools ? { tools } : {}) };
};

/**
 * ShareGPT's rows: `conversations`, a list of `{from, value}` with `from` human, gpt, system, and for tools function_call and
 * observation. A turn with `weight: 0` or `train: false` is read and not trained, as in Axolotl.
 */
export const sharegptFormat: DatasetFormat = {
  name: "sharegpt",
  recognize: (row) =>
    Array.isArray(row.conversations) && row.conversations.some((turn) => turn?.from !== undefined)
      ? 'its rows have "conversations" with "from" and "value"'
      : null,
  parse,
};

/** The same of which only the first question and its answer are used, as the NEFTune paper did for ShareGPT. */
export const sharegptSingleTurnFormat: DatasetFormat = {
  name: "sharegpt-single-turn",
  recognize: () => null,
  parse: (row) => {
    const sample = parse(row);
    const end = sample.messages.findIndex(({ role, tool_calls }) => role === "assistant" && tool_calls === undefined);
    const messages = sample.messages.slice(0, end + 1);
    requireAnswer(messages);
    return { ...sample, messages };
  },
};

/** A data set of conversations: a file, or its rows. Nothing is read before `rows()` is called. */
export function sharegpt(from: string | readonly unknown[], { singleTurn = false } = {}): DatasetSource {
  return datasetSource(singleTurn ? sharegptSingleTurnFormat : sharegptFormat, from);
}

function message(turn: RowObject, index: number): Message {
  const where = `turn ${index} (from 0)`;
  const role = roleOf(turn.from, where);
  const untrained = turn.train === false || turn.weight === 0;
  const rest = untrained ? { trained: false } : {};
  if (turn.from === "function_call") return { role, content: "", tool_calls: calls(turn.value, where), ...rest };
  return { role, content: stringField(turn, "value"), ...rest };
}

function calls(value: unknown, where: string) {
  const call = typeof value === "string" && value.trim().startsWith("[") ? (JSON.parse(value) as unknown) : value;
  return (Array.isArray(call) ? call : [call]).map((one: unknown) => toolCall(one, `the call of ${where}`));
}
