import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RowObject } from "../json-value.ts";
import type { Sample } from "../sample.ts";
import type { DatasetSource } from "../source.ts";
import { alpaca } from "./alpaca.ts";
import { dialogStudio } from "./dialog-studio.ts";
import { evolInstruct } from "./evol-instruct.ts";
import { guanaco } from "./guanaco.ts";
import { imdb } from "./imdb.ts";
import { messages } from "./messages.ts";
import { openAssistant } from "./open-assistant.ts";
import { openPlatypus } from "./open-platypus.ts";
import { promptCompletion } from "./prompt-completion.ts";
import { questionAnswer } from "./question-answer.ts";
import { recognizeFormat } from "./recognize.ts";
import { datasetFormat, datasetFormats } from "./registry.ts";
import { scibench } from "./scibench.ts";
import { seedTasks } from "./seed-tasks.ts";
import { sharegpt } from "./sharegpt.ts";
import { text } from "./text.ts";
import { theoremQa } from "./theorem-qa.ts";
import { tokens } from "./tokens.ts";

interface Contract {
  loader(from: string | readonly unknown[]): DatasetSource;
  /** Whether `auto` finds it; the others have to be named. */
  recognized?: boolean;
  row: RowObject;
  sample: Sample;
  /** Rows that are refused, and the line that says why. */
  bad: readonly (readonly [row: RowObject, message: string])[];
}

const user = { role: "user", content: "Hi" };
const assistant = { role: "assistant", content: "Hello." };
const human = { from: "human", value: "Hi" };
const gpt = { from: "gpt", value: "Hello." };
const instruction = { type: "instruction", instruction: "Add.", input: "1, 2", output: "3" } as const;
const conversation = { type: "conversation", messages: [user, assistant] } as Sample;

/** One for each format; what every format has to do is tested below. */
const contracts: Record<string, Contract> = {
  tokens: {
    loader: tokens,
    row: { input_ids: [1, 2] },
    sample: { type: "tokens", inputIds: Int32Array.of(1, 2) },
    bad: [
      [{ labels: [1] }, '"input_ids" is missing; the row has the key "labels"'],
      [{ input_ids: "1 2" }, '"input_ids" is a string, wanted an array of integers'],
    ],
  },
  "open-platypus": {
    loader: openPlatypus,
    row: { instruction: "Add.", input: "1, 2", output: "3", data_source: "scibench" },
    sample: instruction,
    bad: [
      [{ instruction: "Add.", data_source: "scibench" }, '"output" is missing; the row has the keys "instruction",'],
      [{ instruction: 1, output: "3", data_source: "scibench" }, '"instruction" is a number, wanted a string'],
    ],
  },
  alpaca: {
    loader: alpaca,
    row: { instruction: "Add.", input: "1, 2", output: "3" },
    sample: instruction,
    bad: [
      [{ instruction: "Add." }, '"output" is missing; the row has the key "instruction"'],
      [{ instruction: "Add.", output: 3 }, '"output" is a number, wanted a string'],
      [{ instruction: "Add.", output: "3", history: "Hi" }, '"history" is a string, wanted an array of pairs'],
      [
        { instruction: "Add.", output: "3", history: [["Hi"]] },
        '"history"[0] is an array, wanted a pair of a question',
      ],
      [{ instruction: "Add.", output: "3", kto_tag: false }, "its answer comes with a verdict (KTO); keep the rows"],
    ],
  },
  "seed-tasks": {
    loader: seedTasks,
    row: { id: "seed_task_0", instruction: "Add.", instances: [{ input: "1, 2", output: "3" }] },
    sample: instruction,
    bad: [
      [{ instruction: "Add." }, '"instances" is nothing, wanted an array'],
      [{ instruction: "Add.", instances: [] }, '"instances" has 0 entries, wanted one object; make a row of each'],
      [{ instruction: "Add.", instances: [{ input: "1, 2" }] }, '"output" is missing; the row has the key "input"'],
      [{ instruction: "Add.", instances: [{ output: "" }] }, '"output" is empty'],
      [{ instances: [{ output: "3" }] }, '"instruction" is missing'],
    ],
  },
  sharegpt: {
    loader: sharegpt,
    row: { conversations: [human, gpt] },
    sample: conversation,
    bad: [
      [{ id: 1 }, '"conversations" is nothing, wanted an array of turns'],
      [{ conversations: "Hi" }, '"conversations" is a string, wanted an array of turns'],
      [{ conversations: [] }, '"conversations" is empty'],
      [{ conversations: [human, "Hello."] }, '"conversations"[1] is a string, wanted an object'],
      [{ conversations: [human, { from: "gpt" }] }, '"value" is missing; the row has the key "from"'],
      [{ conversations: [human, { from: "robot", value: "Beep" }] }, 'the role of turn 1 (from 0) is "robot"; known:'],
      [{ conversations: [gpt, human] }, "turn 0 (from 0) is assistant and comes first; user and assistant take turns"],
      [{ conversations: [human, human, gpt] }, "turn 1 (from 0) is user and comes after user; user and assistant"],
      [{ conversations: [human] }, "no turn is the assistant's, so there is nothing to learn from it"],
      [{ conversations: [human, { from: "gpt", value: "" }] }, "turn 1 (from 0) is an empty answer"],
      [{ conversations: [human, gpt], tools: "[" }, '"tools" is no JSON'],
    ],
  },
  "sharegpt-single-turn": {
    loader: (from) => sharegpt(from, { singleTurn: true }),
    recognized: false,
    row: { conversations: [human, gpt, human, gpt] },
    sample: { type: "instruction", instruction: "Hi", input: "", output: "Hello." },
    bad: [
      [{ conversations: [human] }, "no turn is the assistant's"],
      [{ conversations: [human, { from: "gpt", value: "" }, human, gpt] }, "turn 1 (from 0) is an empty answer"],
      [
        { conversations: [human, { from: "function_call", value: '{"name": "f"}' }] },
        "the first question is answered with the call of a tool, so no single turn can be taken",
      ],
    ],
  },
  "evol-instruct": {
    loader: evolInstruct,
    row: { input: "Add 1 and 2.", output: "3" },
    sample: { type: "instruction", instruction: "Add 1 and 2.", input: "", output: "3" },
    bad: [
      [{ input: "Add." }, '"output" is missing; the row has the key "input"'],
      [{ input: "Add.", output: " " }, '"output" is empty'],
      [
        { Instruction: "Add.", Skill: "Math" },
        "it is a question of WizardLM's test set, without an answer to train on",
      ],
    ],
  },
  messages: {
    loader: messages,
    row: { messages: [user, assistant] },
    sample: conversation,
    bad: [
      [{ id: 1 }, '"messages" is nothing, wanted an array of turns'],
      [{ messages: [user, { role: "assistant", content: 3 }] }, 'the content of "messages"[1] is a number, wanted a'],
      [
        { messages: [user, { role: "robot", content: "Beep" }] },
        'the role of "messages"[1] is "robot"; known: system,',
      ],
      [{ messages: [assistant] }, "turn 0 (from 0) is assistant and comes first"],
      [{ messages: [user, { role: "assistant", content: "" }] }, "turn 1 (from 0) is an empty answer"],
      [
        { messages: [{ role: "user", content: [{ type: "image_url" }] }, assistant] },
        'the content of "messages"[0] has a part that is "image_url", and only text can be trained',
      ],
      [{ messages: [user, assistant], images: ["a.png"] }, 'it has "images", and only text can be trained'],
      [{ messages: [user, assistant], label: false }, "its answer comes with a verdict (KTO); keep the rows"],
    ],
  },
  "prompt-completion": {
    loader: promptCompletion,
    row: { prompt: "Once", completion: " upon a time." },
    sample: { type: "completion", prompt: "Once", completion: " upon a time." },
    bad: [
      [{ prompt: "Once" }, '"completion" is missing; the row has the key "prompt"'],
      [{ prompt: "Once", completion: 3 }, '"completion" is a number, wanted a string'],
      [{ prompt: "Once", completion: "" }, '"completion" is empty'],
      [{ prompt: [user], completion: [user] }, "turn 1 (from 0) is user and comes after user"],
      [{ prompt: "Once", completion: "a", label: true }, "its answer comes with a verdict (KTO)"],
    ],
  },
  "dialog-studio": {
    loader: dialogStudio,
    row: { log: [{ "turn id": 1, "user utterance": "Hi", "system response": "Hello." }] },
    sample: conversation,
    bad: [
      [{ dialog: 1 }, '"log" is nothing, wanted an array of turns'],
      [{ log: [{ "user utterance": "Hi" }] }, '"system response" is missing; the row has the key "user utterance"'],
      [{ log: [{ "user utterance": "Hi", "system response": "" }] }, "turn 1 (from 0) is an empty answer"],
    ],
  },
  "open-assistant": {
    loader: openAssistant,
    row: {
      text: "Hi",
      role: "prompter",
      replies: [
        { text: "Go away.", role: "assistant", rank: 1, replies: [] },
        { text: "Hello.", role: "assistant", rank: 0, replies: [{ text: "Bye", role: "prompter", replies: [] }] },
      ],
    },
    sample: conversation,
    bad: [
      [{ role: "prompter", replies: [] }, '"text" is missing; the row has the keys "role", "replies"'],
      [{ text: "Hi", role: "prompter", replies: "none" }, '"replies" is a string, wanted an array of messages'],
      [{ text: "Hi", role: "prompter", replies: [] }, "no turn is the assistant's"],
      [{ text: "Hi", role: "assistant", replies: [] }, "turn 0 (from 0) is assistant and comes first"],
    ],
  },
  guanaco: {
    loader: guanaco,
    row: { text: "### Human: Hi### Assistant: Hello.### Human: Bye" },
    sample: conversation,
    bad: [
      [{ prompt: "Hi" }, '"text" is missing; the row has the key "prompt"'],
      [{ text: "Hi" }, '"text" does not begin with "### Human:"'],
      [{ text: "### Human: Hi### Human: Hi### Assistant: Hello." }, "turn 1 (from 0) is user and comes after user"],
      [{ text: "### Human: Hi### Assistant:" }, "turn 1 (from 0) is an empty answer"],
    ],
  },
  scibench: {
    loader: scibench,
    row: { problem_text: "Add 1 and 2.", answer_latex: "3", answer_number: "3 ", solution: "" },
    sample: { type: "instruction", instruction: "Add 1 and 2.", input: "", output: "3" },
    bad: [
      [{ answer_number: "3" }, '"problem_text" is missing; the row has the key "answer_number"'],
      [{ problem_text: "Add.", answer_number: 3 }, '"answer_number" is a number, wanted a string'],
      [{ problem_text: "Add.", answer_number: "" }, '"answer_number" is empty'],
    ],
  },
  "theorem-qa": {
    loader: theoremQa,
    row: { Question: "Add 1 and 2.", Answer: 3, Answer_type: "float", Picture: null },
    sample: { type: "instruction", instruction: "Add 1 and 2.", input: "", output: "3.0" },
    bad: [
      [{ Answer: 3 }, '"Question" is missing; the row has the key "Answer"'],
      [{ Question: "Add.", Answer: null }, '"Answer" is null, wanted a text, a number, true or false, or numbers'],
      [{ Question: "Add.", Answer: "" }, '"Answer" is empty'],
      [{ Question: "Add.", Answer: 3, Picture: "a.png" }, 'the question needs its "Picture", and only text can be'],
    ],
  },
  "question-answer": {
    loader: questionAnswer,
    row: { instruction: "Add.", context: "1, 2", response: "3", category: "maths" },
    sample: instruction,
    bad: [
      [{ question: "Add." }, '"answer" is missing; the row has the key "question"'],
      [{ answer: "3" }, '"question" is missing; the row has the key "answer"'],
      [{ question: 3, answer: "3" }, '"question" is a number, wanted a string'],
      [{ question: "Add.", answer: 3 }, '"answer" is a number, wanted a string'],
      [{ question: "Add.", answer: " " }, '"answer" is empty'],
      [{ question: "Add.", answers: { text: [] } }, "the question has no answer"],
    ],
  },
  imdb: {
    loader: imdb,
    row: { text: "A good film.", label: 1 },
    sample: { type: "text", text: "A good film." },
    bad: [
      [{ label: 1 }, '"text" is missing; the row has the key "label"'],
      [{ text: "", label: 1 }, '"text" is empty'],
    ],
  },
  text: {
    loader: text,
    row: { text: "Once upon a time." },
    sample: { type: "text", text: "Once upon a time." },
    bad: [
      [{ content: "Once" }, '"text" is missing; the row has the key "content"'],
      [{ text: ["Once"] }, '"text" is an array, wanted a string'],
      [{ text: " \n" }, '"text" is empty'],
    ],
  },
};

test("every format keeps the contract", () => {
  expect(Object.keys(contracts)).toEqual(datasetFormats.map(({ name }) => name));
});

describe.each(Object.entries(contracts))("%s", (name, { loader, recognized = true, row, sample, bad }) => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "neftune-formats-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("is found by its name", () => {
    expect(datasetFormat(name).name).toBe(name);
  });

  test(recognized ? "is recognised by its rows, with a reason" : "has to be named", () => {
    const { format, reason } = recognizeFormat([{ index: 0, value: row }]);
    if (!recognized) return expect(format.name).not.toBe(name);
    expect(format.name).toBe(name);
    expect(reason).toContain(`recognised as ${name} because its `);
  });

  test("is not recognised in rows of nothing", () => {
    for (const other of [{}, { note: 1 }, { text: 3 }, { conversations: [] }, { messages: "none" }])
      expect(datasetFormat(name).recognize(other)).toBeNull();
  });

  test("reads a row", () => {
    expect(datasetFormat(name).parse(row)).toEqual(sample);
  });

  test.each(bad)("refuses %j", (badRow, message) => {
    expect(() => datasetFormat(name).parse(badRow)).toThrow(message);
    expect(() => datasetFormat(name).parse(badRow)).toThrow(/^[^\n]+$/);
  });

  test("loads rows and files", async () => {
    const path = join(folder, "rows.jsonl");
    await writeFile(path, `${JSON.stringify(row)}\n`);
    const wanted = [expect.objectContaining({ index: 0, value: row })];
    expect(await Array.fromAsync(loader(path).rows())).toEqual(wanted);
    expect(await Array.fromAsync(loader([row]).rows())).toEqual(wanted);
    expect(loader(path)).toMatchObject({ path, format: { name } });
  });
});
