import { afterAll, describe, expect, test } from "vitest";
import type { Settings } from "./fixtures/neftune.ts";
import { expectRefused } from "./fixtures/refused.ts";
import { Workplace } from "./fixtures/workplace.ts";

const workplace = await Workplace.create();
afterAll(() => workplace[Symbol.asyncDispose]());

async function expectRowsRefused(content: unknown, message: RegExp, settings: Settings = {}, name = "bad.json") {
  workplace.write(name, content);
  expectRefused(await workplace.train({ train_file: name, ...settings }), message);
  expect(workplace.has("out")).toBe(false);
}

const alpaca = { instruction: "Name a colour.", input: "", output: "Red." };
const tokens = { input_ids: [5, 6, 7, 8, 9, 10] };

describe("a file of rows that cannot be used is refused before anything is written", () => {
  test.each<[string, unknown, RegExp, Settings?]>([
    ["nothing in it", "", /bad\.json: the file is empty/],
    ["only blanks", "  \n\n", /bad\.json: the file is empty/],
    ["no rows", [], /bad\.json: the file holds no rows/],
    ["an object of other things", { rows: 2 }, /bad\.json: the format is not recognised: the rows have the key "rows"/],
    ["a number", "7", /bad\.json: the top level is a number, wanted an array/],
    ["rows that are no objects", [1, 2], /bad\.json: .*no row is an object/],
    ["rows of nothing", [{}, {}], /bad\.json: the format is not recognised/],
    ["rows of another kind", [{ question: "?" }], /bad\.json: the format is not recognised: .*"question"/],
    ["invalid JSON", '[\n{"instruction": "a",\n "output" "b"}]', /bad\.json, line 3, column 11: invalid JSON/],
    ["JSON that ends too soon", '[\n{"instruction": "a"', /bad\.json, line 2.*: invalid JSON: the text ends/],
    ["a comma too many", `[${JSON.stringify(alpaca)},\n]`, /bad\.json, line 2.*: invalid JSON: a comma/],
    [
      "nesting without end",
      "[".repeat(200_000),
      /bad\.json, line 1.*: arrays and objects are nested more than 512 deep/,
    ],
    ["bytes that are no text", Uint8Array.of(0x5b, 0x0a, 0xff, 0xfe, 0x5d), /bad\.json, line 2: the file is not UTF-8/],
    ["a row without instruction", [alpaca, { output: "b" }], /bad\.json, row 1 .*"instruction" is missing/],
    ["a row without output", [alpaca, { instruction: "b" }], /bad\.json, row 1 .*"output" is missing/],
    ["a row of null", [alpaca, null], /bad\.json, row 1 .*null, wanted an object/],
    ["an instruction that is a number", [alpaca, { ...alpaca, instruction: 5 }], /row 1 .*"instruction" is a number/],
    ["an output that is a list", [alpaca, { ...alpaca, output: ["b"] }], /row 1 .*"output" is an array/],
    ["an input that is an object", [alpaca, { ...alpaca, input: {} }], /row 1 .*"input" is an object/],
    ["no tokens", [{ input_ids: [] }], /bad\.json: no row of \d+ can be used/],
    ["a single token", [{ input_ids: [5] }], /bad\.json: no row of \d+ can be used/],
    ["a token that is no integer", [tokens, { input_ids: [5, 0.5] }], /row 1 .*"input_ids"\[1\] is 0\.5/],
    ["a token that is text", [tokens, { input_ids: [5, "6"] }], /row 1 .*"input_ids"\[1\] is a string/],
    ["a token below 0", [tokens, { input_ids: [5, -1] }], /row 1 .*"input_ids"\[1\] is -1/],
    ["a token above any id", [tokens, { input_ids: [5, 2 ** 31] }], /row 1 .*"input_ids"\[1\] is 2147483648/],
    ["a token the model has not", [tokens, { input_ids: [5, 259] }], /row 1 .*token id 259, the model knows 259/],
    [
      "a label the model has not",
      [{ input_ids: [5, 6], labels: [5, 300] }],
      /row 0 .*token id 300, the model knows 259/,
    ],
    ["a label of another kind", [{ input_ids: [5, 6], labels: [5, -1] }], /row 0 .*"labels"\[1\] is -1/],
    [
      "fewer labels than tokens",
      [{ input_ids: [5, 6], labels: [5] }],
      /row 0 .*"labels" has 1 entries and "input_ids" 2/,
    ],
    [
      "labels that are all ignored",
      [{ input_ids: [5, 6], labels: [-100, -100] }],
      /bad\.json: no row of \d+ can be used/,
    ],
    [
      "instructions and a model's tokens asked for",
      [alpaca],
      /row 0 .*"input_ids" is missing/,
      { dataset_format: "tokens" },
    ],
    ["tokens and instructions asked for", [tokens], /row 0 .*"instruction" is missing/, { dataset_format: "alpaca" }],
    [
      "bad rows only, which are skipped",
      [{ output: "a" }],
      /no row of 1 can be used/,
      { on_bad_row: "skip", dataset_format: "alpaca" },
    ],
    ["no answer within max_length", [alpaca], /bad\.json: no row of \d+ can be used/, { max_length: 4 }],
    ["fewer rows than the test set takes", [tokens, tokens], /test.?size 2 leaves no rows/i, { test_size: 2 }],
    ["a test set and a share of the rows", [tokens, tokens], /test_size/, { test_size: 0.5, eval_file: "test.json" }],
  ])("%s", async (_, content, message, settings) => {
    await expectRowsRefused(content, message, settings);
  });

  test("an invalid line of JSON Lines, by its number", async () => {
    const lines = `${JSON.stringify(alpaca)}\n\n{"instruction": "b", "output": }\n`;
    await expectRowsRefused(
      lines,
      /bad\.jsonl, line 3, column 32, row 1 .*: invalid JSON: a comma before/,
      {},
      "bad.jsonl",
    );
  });

  test.each([
    ["nowhere.json", /nowhere\.json: there is no such file/],
    ["model", /model: the folder holds no file of rows, only config\.json/],
    ["rows.jsn", /rows\.jsn: there is no such file; the nearest name there is rows\.json/],
    ["*.parquet", /\*\.parquet: no file matches the pattern/],
    ["rows.json,rows.json", /rows\.json: the file is named twice/],
    ["rows.json/deeper.json", /there is no such file/],
  ])("%s", async (train_file, message) => {
    expectRefused(await workplace.train({ train_file }), message);
    expect(workplace.has("out")).toBe(false);
  });
});

test("a row that no memory has room for, where max_length does not cut it", async () => {
  await expectRowsRefused(
    [{ input_ids: Array(1_000_000).fill(7) }],
    /row 0 .* has 1000000 tokens, whose attention alone needs .* GB of memory, .* give max_length a smaller value/,
    { max_length: "null" },
  );
});

describe("so is a test set", () => {
  test("that is missing", async () => {
    expectRefused(await workplace.train({ eval_file: "nowhere.json" }), /nowhere\.json: there is no such file/);
  });

  test("of which no label is left after truncation, though the training rows have some", async () => {
    workplace.write("long.json", [{ input_ids: [5, 6, 7, 8, 9], labels: [-100, -100, -100, -100, 9] }]);
    const refused = await workplace.train({ eval_file: "long.json", max_length: 4 });
    expectRefused(refused, /long\.json: no row of \d+ can be used/);
    expect(workplace.has("out")).toBe(false);
  });

  test("with a row that is wrong", async () => {
    workplace.write("bad-test.json", [tokens, { input_ids: "5" }]);
    expectRefused(
      await workplace.train({ eval_file: "bad-test.json" }),
      /bad-test\.json, row 1 .*"input_ids" is a string/,
    );
  });
});
