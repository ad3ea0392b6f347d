import { expect, test } from "vitest";
import type { RowObject } from "../json-value.ts";
import type { Sample } from "../sample.ts";
import { recognizeFormat } from "./recognize.ts";

/** What `auto` makes of a row. */
function read(row: RowObject): Sample {
  return recognizeFormat([{ index: 0, value: row }]).format.parse(row);
}

const call = { type: "function", function: { name: "weather", arguments: { city: "Rome" } } };
const turns = [
  { role: "user", content: "Is it warm in Rome?" },
  { role: "assistant", content: "", tool_calls: [call] },
  { role: "tool", content: "24" },
  { role: "assistant", content: "Yes." },
];
const schema = { name: "weather", parameters: { type: "object", properties: { city: { type: "string" } } } };

test("a call of a tool is one thing in every spelling", () => {
  const [question, , answer, last] = turns;
  const asText = { name: "weather", arguments: JSON.stringify({ city: "Rome" }) };
  const openAi = [question, { role: "assistant", content: null, tool_calls: [{ type: "function", function: asText }] }];
  const older = [question, { role: "assistant", content: null, function_call: asText }];
  const glaive = [
    { from: "human", value: "Is it warm in Rome?" },
    { from: "function_call", value: JSON.stringify(call.function) },
    { from: "observation", value: "24" },
    { from: "gpt", value: "Yes." },
  ];
  const wanted = { type: "conversation", messages: turns };
  expect(read({ messages: [...openAi, answer, last] })).toEqual(wanted);
  expect(read({ messages: [...older, { ...answer, role: "function" }, last] })).toEqual(wanted);
  expect(read({ conversations: glaive })).toEqual(wanted);
  const withTools = { ...wanted, tools: [schema] };
  expect(read({ conversations: glaive, tools: JSON.stringify([schema]) })).toEqual(withTools);
  expect(read({ messages: turns, tools: [schema] })).toEqual(withTools);
});

test("content in parts is one text", () => {
  const parts = [{ type: "text", text: "a" }, { type: "text", value: "b" }, "c"];
  expect(
    read({
      messages: [
        { role: "user", content: parts },
        { role: "assistant", content: "d" },
      ],
    }),
  ).toMatchObject({
    messages: [{ content: "abc" }, { content: "d" }],
  });
});

test("turns that are not to be trained are marked", () => {
  const untrained = {
    conversations: [
      { from: "human", value: "a" },
      { from: "gpt", value: "b", weight: 0 },
    ],
  };
  expect(read(untrained)).toMatchObject({ messages: [{ role: "user" }, { role: "assistant", trained: false }] });
});

test("a system prompt beside the turns becomes the first of them", () => {
  const row = {
    system: "Be kind.",
    conversations: [
      { from: "human", value: "a" },
      { from: "gpt", value: "b" },
    ],
  };
  expect(read(row)).toMatchObject({ messages: [{ role: "system", content: "Be kind." }, {}, {}] });
});

test("prompt and completion may be messages, and only the completion is trained", () => {
  const [user, assistant] = [
    { role: "user", content: "a" },
    { role: "assistant", content: "b" },
  ];
  expect(read({ prompt: [user], completion: [assistant] })).toEqual({
    type: "conversation",
    messages: [user, assistant],
    promptMessages: 1,
  });
});

test("Alpaca's rows may have a system prompt and a history", () => {
  const row = { instruction: "c", output: "d", system: "Be kind.", history: [["a", "b"]] };
  expect(read(row)).toEqual({
    type: "instruction",
    instruction: "c",
    input: "",
    output: "d",
    system: "Be kind.",
    history: [{ instruction: "a", output: "b" }],
  });
});

test.each([
  ["Dolly", { instruction: "q", context: "c", response: "a", category: "x" }],
  ["GSM8K", { question: "q", answer: "a" }],
  ["MetaMath", { query: "q", response: "a", type: "x" }],
  ["OpenOrca", { id: "1", system_prompt: "", question: "q", response: "a" }],
  ["MATH", { problem: "q", level: "1", type: "x", solution: "a" }],
  ["FLAN", { inputs: "q", targets: "a", task: "x" }],
  ["SQuAD", { title: "t", context: "c", question: "q", answers: { text: ["a", "b"], answer_start: [0, 1] } }],
])("a question and its answer under the names of %s", (_, row: RowObject) => {
  const input = row.context === undefined ? "" : "c";
  expect(read(row)).toEqual({ type: "instruction", instruction: "q", input, output: "a" });
});
