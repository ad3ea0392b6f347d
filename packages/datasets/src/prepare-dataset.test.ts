import { expect, test } from "vitest";
import { alpaca } from "./formats/alpaca.ts";
import { tokens } from "./formats/tokens.ts";
import { prepareDataset } from "./prepare-dataset.ts";
import { requireExamples } from "./prepared-dataset.ts";
import { streamSamples } from "./read-samples.ts";
import type { Prompt } from "./templates/template.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** One token a character, BOS in front; "ab" is a token of its own, so that a prompt's end can merge. */
const letters: Tokenizer = {
  encode: (text) => [1, ...(text.match(/ab|./gs) ?? []).map((part) => (part === "ab" ? 5 : part.codePointAt(0)!))],
  decode: (ids) => String.fromCodePoint(...Array.from(ids)),
  eosTokenId: 2,
  padTokenId: 0,
};
const bare = ({ instruction, output }: { instruction: string; output: string }): Prompt => ({
  prompt: instruction,
  completion: output,
});
const options = { tokenizer: letters, maxLength: null, promptTemplate: bare };

test("the prompt is masked, the completion and the end token are trained", async () => {
  const { examples } = await prepareDataset(alpaca([{ instruction: "xy", output: "z" }]), options);
  expect(examples).toEqual([
    { row: 0, inputIds: Int32Array.of(1, 120, 121, 122, 2), labels: Int32Array.of(-100, -100, -100, 122, 2) },
  ]);
});

test("an empty output trains the end token alone", async () => {
  const { examples } = await prepareDataset(alpaca([{ instruction: "x", output: "" }]), options);
  expect([...examples[0]!.labels]).toEqual([-100, -100, 2]);
});

test("the end token is not doubled where the tokenizer wrote it", async () => {
  const tokenizer = { ...letters, encode: (text: string) => [...letters.encode(text), ...(text === "xz" ? [2] : [])] };
  const source = alpaca([{ instruction: "x", output: "z" }]);
  const { examples } = await prepareDataset(source, { ...options, tokenizer });
  expect([...examples[0]!.inputIds]).toEqual([1, 120, 122, 2]);
});

test("without completionOnlyLoss every token is a label", async () => {
  const source = alpaca([{ instruction: "x", output: "z" }]);
  const { examples } = await prepareDataset(source, { ...options, completionOnlyLoss: false });
  expect([...examples[0]!.labels]).toEqual([...examples[0]!.inputIds]);
});

test("long rows are cut on the right; one that keeps no label is dropped and named", async () => {
  const source = alpaca([
    { instruction: "xxxx", output: "z" },
    { instruction: "x", output: "zzzzzz" },
    { instruction: "x", output: "z" },
  ]);
  const { rows, examples, dropped, truncated } = await prepareDataset(source, { ...options, maxLength: 4 });
  expect(examples.map(({ row, labels }) => [row, ...labels])).toEqual([
    [1, -100, -100, 122, 122],
    [2, -100, -100, 122, 2],
  ]);
  expect({ rows, truncated }).toEqual({ rows: 3, truncated: 1 });
  expect(dropped).toEqual([{ row: 0, reason: "no label is left of its 7 tokens within the maximum length of 4" }]);
});

test("a prompt whose tokens change when the completion follows is warned of, once", async () => {
  const rows = ["x", "a", "a"].map((instruction) => ({ instruction, output: "b" }));
  const { examples, warnings } = await prepareDataset(alpaca(rows), options);
  expect([...examples[1]!.labels]).toEqual([-100, 5, 2]);
  expect(warnings).toEqual([
    "in 2 rows, row 1 (from 0) first, the tokens of the prompt alone do not begin those of prompt and completion; " +
      "the completion starts where they part, so the model is trained there on a prompt that it will not see",
  ]);
});

test("a tokenizer without an end token is warned of", async () => {
  const source = alpaca([{ instruction: "x", output: "z" }]);
  const { warnings } = await prepareDataset(source, { ...options, tokenizer: { ...letters, eosTokenId: null } });
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain("no end token");
});

test("rows of tokens need no tokenizer and stay as they are", async () => {
  const source = tokens([
    { input_ids: [5, 6, 7], labels: [-100, -100, 7] },
    { input_ids: [5, 6, 7] },
    { input_ids: [5, 6, 7], labels: [5, -100, -100] },
    { input_ids: [5] },
    { input_ids: [5, 6, 7, 8] },
  ]);
  const { format, examples, dropped } = await prepareDataset(source, { maxLength: 3 });
  expect(format).toBe("tokens");
  expect(examples.map(({ row, inputIds, labels }) => [row, [...inputIds], [...labels]])).toEqual([
    [0, [5, 6, 7], [-100, -100, 7]],
    [1, [5, 6, 7], [5, 6, 7]],
    [4, [5, 6, 7], [5, 6, 7]],
  ]);
  expect(dropped).toEqual([
    { row: 2, reason: "none of its 3 tokens is a label" },
    { row: 3, reason: "it has 1 token, and the first of a row is never predicted" },
  ]);
});

test("the first bad row stops, or all are skipped and named", async () => {
  const source = alpaca([{ instruction: "x", output: "z" }, "text", { instruction: "x" }]);
  await expect(prepareDataset(source, options)).rejects.toThrow(
    "row 1 (from 0): the row is a string, wanted an object",
  );
  const { examples, dropped } = await prepareDataset(source, { ...options, onBadRow: "skip" });
  expect(examples.map(({ row }) => row)).toEqual([0]);
  expect(dropped).toEqual([
    { row: 1, reason: "the row is a string, wanted an object" },
    { row: 2, reason: '"output" is missing; the row has the key "instruction"' },
  ]);
});

test("rows of another format are bad rows that say what they look like", async () => {
  const source = alpaca([
    { instruction: "x", output: "z" },
    {
      messages: [
        { role: "user", content: "x" },
        { role: "assistant", content: "z" },
      ],
    },
    { question: "x", answer: "z" },
    { note: "x" },
  ]);
  const { dropped } = await prepareDataset(source, { ...options, onBadRow: "skip" });
  expect(dropped.map(({ row, reason }) => [row, reason.slice(reason.indexOf(";"))])).toEqual([
    [1, '; the row has the key "messages"; it looks like a row of the format messages'],
    [2, '; the row has the keys "question", "answer"; it looks like a row of the format question-answer'],
    [3, '; the row has the key "note"'],
  ]);
});

test("a token id that the model does not know is a bad row of tokens, and a tokenizer that does not fit", async () => {
  const ids = tokens([{ input_ids: [1, 2] }, { input_ids: [1, 512] }]);
  await expect(prepareDataset(ids, { maxLength: null, vocabSize: 512 })).rejects.toThrow(
    "row 1 (from 0): it holds the token id 512, the model knows 512",
  );
  const text = alpaca([{ instruction: "x", output: "z" }]);
  await expect(prepareDataset(text, { ...options, vocabSize: 122, onBadRow: "skip" })).rejects.toThrow(
    "the tokenizer gives the token id 122 and the model knows 122; they do not belong together",
  );
});

test("a data set of which nothing is left is refused with the first reason", async () => {
  const prepared = await prepareDataset(tokens([{ input_ids: [5] }]), { maxLength: null });
  expect(() => requireExamples(prepared)).toThrow("no row of 1 can be used; row 0 (from 0): it has 1 token,");
  expect(() => requireExamples({ ...prepared, path: "a.json" })).toThrow("a.json: no row of");
});

test.each([
  [{ maxLength: 0 }, "maxLength is 0, wanted an integer from 1"],
  [{ promptTemplate: "alpaka" as "alpaca" }, 'there is no prompt template "alpaka"'],
  [{ onBadRow: "ignore" as "skip" }, 'onBadRow is "ignore"; known: stop, skip'],
  [{ tokenizer: undefined }, "the rows are text, so a tokenizer is needed"],
])("the options %j are refused", async (wrong, message) => {
  const source = alpaca([{ instruction: "x", output: "z" }]);
  await expect(prepareDataset(source, { ...options, ...wrong })).rejects.toThrow(message);
});

test("what was cut of a row is told, and which dropped rows are bad in themselves", async () => {
  const rows = [{ instruction: "x", output: "zzzz" }, { instruction: "xxxx", output: "z" }, "text"];
  const prepared = await prepareDataset(alpaca(rows), { ...options, maxLength: 4, onBadRow: "skip" });
  expect(prepared.examples.map(({ row, cut }) => [row, cut])).toEqual([[0, 3]]);
  expect(prepared.dropped.map(({ row }) => row)).toEqual([1, 2]);
  expect(prepared.badRows).toBe(1);
});

test("what rows say can be looked at before there is a tokenizer", async () => {
  const stream = streamSamples(alpaca([{ instruction: "x", output: "z" }, 5]), { onBadRow: "skip" });
  const first = await stream.next();
  expect(first.value).toMatchObject({ row: { index: 0 }, sample: { type: "instruction", instruction: "x" } });
  expect((await stream.next()).value).toMatchObject({ rows: 2, badRows: 1, dropped: [{ row: 1 }] });
  await expect(streamSamples(alpaca([5])).next()).rejects.toThrow("row 0 (from 0): the row is a number");
});
