import { DatasetError } from "../dataset-error.ts";
import type { RowObject } from "../json-value.ts";
import type { ConversationSample, Message } from "../sample.ts";
import { type DatasetSource, datasetSource } from "../source.ts";
import { optionalStringField, stringField } from "./fields.ts";
import type { DatasetFormat } from "./format.ts";
import { refuseOtherTasks } from "./other-tasks.ts";
import { toolCalls, toolsField } from "./tools.ts";
import { requireAnswers, requireTurnOrder, roleOf, turnObjects } from "./turns.ts";

const parse = (row: RowObject): ConversationSample => {
  refuseOtherTasks(row);
  const messages = turnObjects(row, "conversations").map(message);
  const system = optionalStringField(row, "system");
  if (system !== "" && messages[0]!.role !== "system") messages.unshift({ role: "system", content: system });
  requireTurnOrder(messages);
  requireAnswers(messages);
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

/**
 * The same of which only the first question and its answer are used, as a task and its answer: the NEFTune paper trains on ShareGPT in
 * "a single-turn format" with Alpaca's prompt, and its code knows no turns. FastChat's `extract_single_round` takes the same two turns.
 */
export const sharegptSingleTurnFormat: DatasetFormat = {
  name: "sharegpt-single-turn",
  // Under "auto" the format above comes first: this one has to be named.
  recognize: sharegptFormat.recognize,
  parse: (row) => {
    const { messages } = parse(row);
    const hasSystem = messages[0]!.role === "system";
    const system = hasSystem ? messages[0]!.content : "";
    const [question, answer] = messages.slice(hasSystem ? 1 : 0);
    if (question?.role !== "user" || answer?.role !== "assistant" || answer.tool_calls !== undefined)
      throw new DatasetError("the first question is answered with the call of a tool, so no single turn can be taken");
    return {
      type: "instruction",
      instruction: question.content,
      input: "",
      output: answer.content,
      ...(system === "" ? {} : { system }),
    };
  },
};

/** A data set of conversations: a file, or its rows. Nothing is read before `rows()` is called. */
export function sharegpt(from: string | readonly unknown[], { singleTurn = false } = {}): DatasetSource {
  return datasetSource(singleTurn ? sharegptSingleTurnFormat : sharegptFormat, from);
}

function message(turn: RowObject, index: number): Message {
  const where = `turn ${index} (from 0)`;
  const role = roleOf(turn.from, where);
  const untrained = turn.train === false || turn.weight === 0 || turn.loss_weight === 0;
  const rest = untrained ? { trained: false } : {};
  if (turn.from === "function_call")
    return { role, content: "", tool_calls: toolCalls(turn.value, `the call of ${where}`), ...rest };
  return { role, content: stringField(turn, "value"), ...rest };
}
