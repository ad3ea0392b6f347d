import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ConversationSample, Message, Sample, ToolCall } from "@neftune/datasets";

/** A row as TRL takes it, and as a format makes it of one. */
export interface LabelRow {
  readonly theirs: object;
  readonly ours: Sample;
}

/** Rows of one kind, of the reference data beside the checkout. */
export interface LabelRows {
  readonly kind: "completion" | "prompt messages" | "messages" | "tools";
  readonly rows: readonly LabelRow[];
}

interface Turn {
  from: string;
  value: string;
}

/** @param data the folder `shared/data` */
export function labelRows(data: string, count: number): LabelRows[] {
  const read = <T>(path: string) => JSON.parse(readFileSync(join(data, "instruct", path), "utf8")) as T;
  const alpaca = read<{ instruction: string; output: string }[]>("alpaca/alpaca_en_demo.json").slice(0, count);
  const chats = read<{ conversations: Turn[] }[]>("sharegpt/dummy_conversation.json").slice(0, count);
  const long = read<{ conversations: Turn[] }[]>("sharegpt/dialogstudio_sharegpt_original_example.json").filter(
    alternates,
  );
  const calls = read<{ conversations: Turn[]; tools: string }[]>("llamafactory/glaive_toolcall_en_demo.json");
  return [
    { kind: "completion", rows: alpaca.map(({ instruction, output }) => completion(instruction, output)) },
    { kind: "prompt messages", rows: alpaca.map(({ instruction, output }) => promptMessages(instruction, output)) },
    { kind: "messages", rows: [...chats, ...long].map(({ conversations }) => messages(conversations.map(message))) },
    {
      kind: "tools",
      rows: calls.slice(0, count).map(({ conversations, tools }) => {
        const list = JSON.parse(tools) as object[];
        const turns = conversations.map(message);
        return {
          theirs: { messages: turns, tools: list },
          ours: { type: "conversation", messages: turns, tools: list },
        };
      }),
    },
  ];
}

function completion(prompt: string, answer: string): LabelRow {
  return {
    theirs: { prompt: `${prompt}\n\n`, completion: answer },
    ours: { type: "completion", prompt: `${prompt}\n\n`, completion: answer },
  };
}

function promptMessages(question: string, answer: string): LabelRow {
  const turns: Message[] = [
    { role: "user", content: question },
    { role: "assistant", content: answer },
  ];
  return {
    theirs: { prompt: turns.slice(0, 1), completion: turns.slice(1) },
    ours: { type: "conversation", messages: turns, promptMessages: 1 },
  };
}

function messages(turns: Message[]): LabelRow {
  const ours: ConversationSample = { type: "conversation", messages: turns };
  return { theirs: { messages: turns }, ours };
}

function message({ from, value }: Turn): Message {
  if (from === "function_call") {
    const call = JSON.parse(value) as ToolCall["function"];
    return { role: "assistant", content: "", tool_calls: [{ type: "function", function: call }] };
  }
  if (from === "observation") return { role: "tool", content: value };
  return { role: from === "gpt" ? "assistant" : from === "system" ? "system" : "user", content: value };
}

function alternates({ conversations }: { conversations: Turn[] }): boolean {
  return conversations.every(({ from }, index) => (from === "gpt") === (index % 2 === 1));
}
