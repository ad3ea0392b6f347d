import { expect, test } from "vitest";
import { rowsOf } from "../row.ts";
import { alpacaFormat } from "./alpaca.ts";
import { recognizeFormat } from "./recognize.ts";
import { datasetFormat } from "./registry.ts";
import { tokensFormat } from "./tokens.ts";

test("alpaca: the input may be missing, null or empty", () => {
  for (const input of [{}, { input: null }, { input: "" }]) {
    expect(alpacaFormat.parse({ instruction: "Add.", ...input, output: "" })).toEqual({
      type: "instruction",
      instruction: "Add.",
      input: "",
      output: "",
    });
  }
});

test.each([
  [{ output: "b" }, '"instruction" is missing; the row has the key "output"'],
  [{ instruction: "a", input: "" }, '"output" is missing; the row has the keys "instruction", "input"'],
  [{ instruction: "a", output: 3 }, '"output" is a number, wanted a string'],
  [{ instruction: ["a"], output: "b" }, '"instruction" is an array, wanted a string'],
  [{ instruction: "a", input: {}, output: "b" }, '"input" is an object, wanted a string'],
  [{ instruction: null, output: "b" }, '"instruction" is null, wanted a string'],
])("alpaca refuses %j", (row, message) => {
  expect(() => alpacaFormat.parse(row)).toThrow(message);
});

test("tokens: labels are optional and may ignore", () => {
  expect(tokensFormat.parse({ input_ids: [1, 2] })).toEqual({ type: "tokens", inputIds: Int32Array.of(1, 2) });
  expect(tokensFormat.parse({ input_ids: Int32Array.of(1, 2), labels: [-100, 2] })).toEqual({
    type: "tokens",
    inputIds: Int32Array.of(1, 2),
    labels: Int32Array.of(-100, 2),
  });
});

test.each([
  [{ ids: [1] }, '"input_ids" is missing; the row has the key "ids"'],
  [{ input_ids: "1 2" }, '"input_ids" is a string, wanted an array of integers'],
  [{ input_ids: [1, -2] }, '"input_ids"[1] is -2; token ids are integers from 0'],
  [{ input_ids: [1.5] }, '"input_ids"[0] is 1.5; token ids'],
  [{ input_ids: ["1"] }, '"input_ids"[0] is a string; token ids'],
  [{ input_ids: [2 ** 31] }, '"input_ids"[0] is 2147483648'],
  [{ input_ids: [1], labels: [-1] }, '"labels"[0] is -1; labels are token ids or -100'],
  [{ input_ids: [1, 2], labels: [1] }, '"labels" has 1 entries and "input_ids" 2'],
])("tokens refuses %j", (row, message) => {
  expect(() => tokensFormat.parse(row)).toThrow(message);
});

test("a format is recognised by its keys, past bad rows, and the reason says so", () => {
  const alpacaRow = { instruction: "a", output: "b" };
  expect(recognizeFormat(rowsOf([3, { note: 1 }, alpacaRow]))).toEqual({
    format: alpacaFormat,
    reason: 'recognised as alpaca because its rows have "instruction" and "output"',
  });
  expect(recognizeFormat(rowsOf([{ ...alpacaRow, input_ids: [1] }])).format).toBe(tokensFormat);
});

test.each([
  [{ prompt: "a" }, '"prompt" has no answer beside it; name the answer\'s key "output" or "response"'],
  [{ answer: "a" }, '"answer" has no question beside it; name the question\'s key "instruction"'],
  [{ content: "a" }, 'to train the texts of "content", name it in dataset_text_field'],
  [{ title: "a", body: "b" }, 'rename the keys of question and answer to "instruction" and "output"'],
  [{ version: 1, data: [{ a: 1 }] }, 'its rows may be those under "data"; make that list the top level of the file'],
  [{ prompt: "a", chosen: "b", rejected: "c" }, 'it is a preference (DPO), "chosen" and "rejected"'],
  [{ image: "a.png", caption: "b" }, 'it has "image", and only text can be trained'],
  [{ size: 1 }, 'wanted such keys as "instruction" and "output", "messages", "conversations" or "text"'],
])("what is not recognised is answered with the keys that were seen and with advice: %j", (row, advice) => {
  const key = JSON.stringify(Object.keys(row)[0]);
  expect(() => recognizeFormat(rowsOf([row]))).toThrow(/^the format is not recognised: the rows have the keys? /);
  expect(() => recognizeFormat(rowsOf([row]))).toThrow(key);
  expect(() => recognizeFormat(rowsOf([row]))).toThrow(advice);
});

test("rows of no objects, and an object that is a dictionary", () => {
  expect(() => recognizeFormat(rowsOf([1, 2]))).toThrow("no row is an object");
  const dictionary = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`theorem ${index}`, "a text"]));
  expect(() => recognizeFormat(rowsOf([dictionary]))).toThrow(
    "it is one object with 30 entries and no rows; make an array",
  );
});

test("an unknown name is answered with the known ones", () => {
  expect(() => datasetFormat("alpca")).toThrow(
    'there is no dataset format "alpca"; known: alpaca, auto, dialog-studio, ',
  );
});
