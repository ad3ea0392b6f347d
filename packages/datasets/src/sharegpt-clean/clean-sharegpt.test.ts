import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sharegpt } from "../formats/sharegpt.ts";
import { prepareDataset } from "../prepare-dataset.ts";
import type { Row } from "../row.ts";
import type { Tokenizer } from "../tokenizer.ts";
import { cleanShareGPT } from "./clean-sharegpt.ts";

/** A token a character, and one in front. */
const letters: Tokenizer = {
  encode: (text) => [1, ...Array.from(text, (letter) => letter.codePointAt(0)!)],
  decode: (ids) => String.fromCodePoint(...Array.from(ids)),
  eosTokenId: 2,
  padTokenId: 0,
};

const human = (value: string) => ({ from: "human", value });
const gpt = (value: string) => ({ from: "gpt", value });
const question = human("What is the answer?");
const answer = gpt("<p>The <strong>answer</strong> is 42.</p>");

function clean(rows: readonly unknown[], options = {}): Promise<Row[]> {
  return Array.fromAsync(cleanShareGPT(sharegpt(rows), options).rows());
}

test("HTML becomes Markdown, in a conversation that has any", async () => {
  const [row] = await clean([{ id: "a", conversations: [human("Use a_b?"), answer] }]);
  expect(row!.value).toEqual({ id: "a_0", conversations: [human("Use a\\_b?"), gpt("The **answer** is 42.")] });
});

test("Markdown stays as it is", async () => {
  const conversations = [human("Show a_b."), gpt("```java\n    Map<String, Integer> a_b;\n```\n* one")];
  const [row] = await clean([{ conversations }]);
  expect(row!.value).toEqual({ conversations });
});

test("a first turn that is no human's and a last that is one's are taken away", async () => {
  const [row] = await clean([
    { conversations: [{ from: "system", value: "Be kind." }, question, answer, human("Ok")] },
  ]);
  expect(row!.value).toEqual({ conversations: [question, gpt("The **answer** is 42.")] });
});

test("an answer that is empty once it is cleaned ends the conversation", async () => {
  const [row] = await clean([
    { conversations: [question, answer, human("And?"), gpt("<p></p>"), human("So?"), answer] },
  ]);
  expect(row!.value).toEqual({ conversations: [question, gpt("The **answer** is 42.")] });
});

test.each([
  [{ conversations: [question] }, "the conversation is too short"],
  [{ conversations: [gpt("Hello"), question] }, "the conversation is too short"],
  [{ conversations: [human("Hi"), gpt("<p>Hello.</p>")] }, "the conversation is too short"],
  [{ conversations: [question, gpt("<p></p>")] }, "the conversation is too short"],
  [{ conversations: [question, question, answer] }, 'turn 1 (from 0) is "human", wanted gpt'],
  [{ conversations: [gpt("Hello"), question, answer, answer] }, 'turn 3 (from 0) is "gpt", wanted human'],
  [{ conversations: [question, gpt("I am made by OpenAI.")] }, 'turn 1 (from 0) has the blocked word "openai"'],
  [{ conversations: [question, answer], plugins: ["web"] }, "it uses plugins"],
  [{ conversations: [question, gpt("A:\n1. one\n1. two\n")] }, "a list begins at 1 twice"],
])("%j is left out", async (row, reason) => {
  const [cleaned] = await clean([row]);
  expect(cleaned!.leftOut).toBe(reason);
});

test("duplicates are left out, by id and by the first question and its answer", async () => {
  const rows = await clean([
    { id: "a", conversations: [question, answer] },
    { id: "a", conversations: [human("Another question?"), answer] },
    { id: "b", conversations: [question, answer, question, answer] },
    { id: "c", conversations: [human("Another question?"), answer] },
  ]);
  expect(rows.map(({ leftOut }) => leftOut)).toEqual([
    undefined,
    "its id is that of row 0 (from 0)",
    "its first question and answer are those of row 0 (from 0)",
    undefined,
  ]);
});

test("long conversations are split between pairs of turns, and no pair is lost", async () => {
  // A pair is 2 × (1 + 8 + 6) tokens; the third is 2 × (1 + 30 + 6).
  const pair = (letter: string, length = 8) => [human(letter.repeat(length)), gpt(letter.toUpperCase().repeat(length))];
  const conversations = [...pair("a"), ...pair("b"), ...pair("c", 30), ...pair("d")];
  const rows = await clean([{ id: "x", conversations }], { tokenizer: letters, maxLength: 60 });
  expect(rows.map(({ index, part, value }) => [index, part, (value as { id: string }).id])).toEqual([
    [0, 0, "x_0"],
    [0, 1, "x_4"],
    [0, 2, "x_6"],
  ]);
  expect(rows.flatMap(({ value }) => (value as { conversations: unknown[] }).conversations)).toEqual(conversations);
});

test("rows that are none of ShareGPT's are left to the format", async () => {
  const rows = ["text", { conversations: "text" }, { conversations: [question, { from: "gpt" }] }];
  expect((await clean(rows)).map(({ value }) => value)).toEqual(rows);
});

test("preparing tells what was left out and how many rows were split; without sharegptClean rows stay as they are", async () => {
  const rows = [
    { id: "a", conversations: [question, gpt("I am ChatGPT.")] },
    { id: "b", conversations: [question, answer, question, answer] },
  ];
  const source = sharegpt(rows, { singleTurn: true });
  const options = { tokenizer: letters, maxLength: 64 };
  const cleaned = await prepareDataset(source, { ...options, maxLength: 64, sharegptClean: true });
  expect(cleaned.rows).toBe(2);
  expect(cleaned.dropped[0]).toEqual({ row: 0, reason: 'turn 1 (from 0) has the blocked word "chatgpt"' });
  expect(cleaned.warnings).toContainEqual(
    "1 conversation had more tokens than the maximum length and became several examples each",
  );
  const untouched = await prepareDataset(source, { ...options, maxLength: null });
  expect(untouched.dropped).toEqual([]);
  expect(letters.decode(untouched.examples[1]!.inputIds)).toContain("<strong>");
});

const shared = join(import.meta.dirname, "../../../../../shared/data/instruct/sharegpt");
const [original, converted, dummy] = [
  "dialogstudio_sharegpt_original_example.json",
  "dialogstudio_sharegpt_converted_example.json",
  "dummy_conversation.json",
].map((name) => join(shared, name));

describe.skipIf(!existsSync(shared))("real rows (../shared/data/instruct/sharegpt)", () => {
  test("the original rows are Markdown, and cleaned they are the turns that DialogStudio has", async () => {
    const dialogues = Object.values(JSON.parse(readFileSync(converted!, "utf8"))) as {
      log: Record<string, string>[];
    }[];
    const rows = await clean(JSON.parse(readFileSync(original!, "utf8")));
    const turns = rows.map(({ value }) => (value as { conversations: { value: string }[] }).conversations);
    expect(turns.map((row) => row.map(({ value }) => value))).toEqual(
      dialogues.map(({ log }) => log.flatMap((turn) => [turn["user utterance"], turn["system response"]])),
    );
  });

  // FastChat 0.2.36 says of this file: total: 500, skip: 206, new: 294, cnt_blocked_words: 60, cnt_value_duplication: 146.
  test("of Vicuna's dummy conversations as many are left out as FastChat leaves out, for the same reasons", async () => {
    const rows = await clean(JSON.parse(readFileSync(dummy!, "utf8")));
    const count = (reason: string) => rows.filter(({ leftOut }) => leftOut?.includes(reason)).length;
    expect(rows).toHaveLength(500);
    expect(rows.filter(({ leftOut }) => leftOut === undefined)).toHaveLength(294);
    expect([count("blocked word"), count("its first question and answer")]).toEqual([60, 146]);
  });
});
