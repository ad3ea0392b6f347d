import { alpaca, streamExamples, type Tokenizer, tokens } from "@neftune/datasets";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { paintFor } from "../format/paint.ts";
import { inspectExamples, inspectTexts } from "./inspect-rows.ts";
import { inspectionJson } from "./inspection-json.ts";
import { inspectionText } from "./inspection-text.ts";

/** A token a character. */
const letters: Tokenizer = {
  encode: (text) => Array.from(text, (letter) => letter.codePointAt(0)!),
  decode: (ids) => String.fromCodePoint(...Array.from(ids, (id) => (id === 2 ? 0x25a0 : id))),
  eosTokenId: 2,
  padTokenId: 0,
};
const options = {
  show: 1,
  maxLength: 8,
  onBadRow: "stop" as const,
  onProgress: () => {},
  signal: new AbortController().signal,
};
const rows = [
  { instruction: "ab", output: "cd" },
  { instruction: "abc", output: "defghij" },
  { instruction: "abcdefghij", output: "k" },
  { instruction: "x" },
];

function inspectAlpaca(from: readonly unknown[], overrides: Partial<typeof options> = {}) {
  const source = alpaca(from);
  const stream = streamExamples(source, {
    tokenizer: letters,
    maxLength: 8,
    promptTemplate: ({ instruction, output }) => ({ prompt: instruction, completion: output }),
    onBadRow: "skip",
  });
  return inspectExamples(source, stream, { ...options, ...overrides });
}

test("the contract's object comes first, and bad rows are listed without an end to the look", async () => {
  const json = inspectionJson(await inspectAlpaca(rows));
  expect(json).not.toContain("\n");
  const inspection = JSON.parse(json) as Record<string, unknown>;
  expect(Object.keys(inspection).slice(0, 6)).toEqual(["format", "rows", "used", "dropped", "truncated", "samples"]);
  expect(inspection).toMatchObject({
    format: "alpaca",
    rows: 4,
    used: 2,
    dropped: [
      { row: 2, reason: "no label is left of its 12 tokens within the maximum length of 8" },
      { row: 3, reason: expect.stringContaining('"output" is missing') },
    ],
    truncated: 1,
    samples: [{ row: 0, inputIds: [97, 98, 99, 100, 2], labels: [-100, -100, 99, 100, 2] }],
    tokens: 13,
    trainedTokens: 8,
    lengths: { min: 5, max: 11, median: 5, p95: 11, mean: 8 },
    training: "training would stop at the bad row; --on_bad_row skip leaves it out",
  });
});

test("what training would do is said for what the recipe says of bad rows", async () => {
  expect((await inspectAlpaca(rows, { onBadRow: "skip" as never })).training).toBe("training would use 2 of 4 rows");
  expect((await inspectAlpaca(rows.slice(0, 2))).training).toBe("training would use all 2 rows");
  expect((await inspectAlpaca([rows[2]])).training).toBe("training would refuse this: no row of 1 can be used");
});

test("rows of text are looked at without a tokenizer: characters, and their fields", async () => {
  const inspection = await inspectTexts(alpaca([...rows, { instruction: "a", input: "bc", output: "d" }]), options);
  expect(inspection).toMatchObject({ rows: 5, used: 4, truncated: null, tokens: null, unit: "characters" });
  expect(inspection.lengths).toMatchObject({ min: 4, max: 11 });
  expect(inspection.samples).toEqual([
    {
      row: 0,
      parts: [
        { label: "instruction", text: "ab" },
        { label: "output", text: "cd" },
      ],
    },
  ]);
});

test("an interrupted look ends", async () => {
  const controller = new AbortController();
  const onProgress = () => controller.abort(new Error("stopped"));
  await expect(inspectAlpaca(rows, { signal: controller.signal, onProgress })).rejects.toThrow("stopped");
});

test("in words, trained tokens stand in brackets where there are no colours", async () => {
  const inspection = await inspectAlpaca(rows);
  const view = { columns: 60, hasColours: false, tokenizer: letters, paint: paintFor(false) };
  expect(inspectionText({ ...inspection, path: "rows.json" }, view)).toBe(`\
file     rows.json
format   alpaca
rows     4: 2 used, 2 dropped, 1 cut to max_length 8
tokens   13 in an epoch, of which 8 are trained (62 %)
lengths  min 5, median 5, mean 8.00, 95 % up to 11, max 11

── tokens of a row ─────────────────────────────────────────
 5  █████████████████████████████████████████████████████  1
 6                                                         0
 7                                                         0
 8                                                         0
╌╌ max_length 8: longer rows are cut ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
 9                                                         0
10                                                         0
11  █████████████████████████████████████████████████████  1

── dropped, rows from 0 ────────────────────────────────────
row 2  no label is left of its 12 tokens within the maximum
length of 8
row 3  "output" is missing; the row has the key
"instruction"

── row 0: 5 tokens, 3 trained ──────────────────────────────
ab⟦cd■⟧

training would stop at the bad row; --on_bad_row skip leaves
it out
`);
});

test("colours tell trained tokens on a terminal", async () => {
  const inspection = await inspectAlpaca(rows.slice(0, 1));
  const text = inspectionText(inspection, { columns: 60, hasColours: true, tokenizer: letters, paint: paintFor(true) });
  expect(text).toContain("\nab\x1b[32mcd■\x1b[0m\n");
});

test("nothing of hostile rows reaches the terminal, and no line is wider than it", async () => {
  const hostile = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202eabc\u0000\r\n".repeat(300);
  const source = alpaca([
    { instruction: hostile, output: hostile },
    { instruction: "中文".repeat(500), output: "👨‍👩‍👧".repeat(200) },
    { [hostile]: 1 },
  ]);
  const stream = streamExamples(source, { tokenizer: letters, maxLength: null, onBadRow: "skip" });
  const inspection = await inspectExamples(source, stream, { ...options, show: 2 });
  for (const columns of [40, 60, 80]) {
    const view = { columns, hasColours: false, tokenizer: letters, paint: paintFor(false) };
    const text = inspectionText({ ...inspection, path: hostile }, view);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    for (const line of text.split("\n")) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    expect(text).toContain("characters …");
  }
});

test("rows of tokens need no tokenizer", async () => {
  const source = tokens([{ input_ids: [5, 6, 7], labels: [-100, 6, 7] }]);
  const inspection = await inspectExamples(source, streamExamples(source, { maxLength: null }), options);
  const view = { columns: 60, hasColours: false, tokenizer: null, paint: paintFor(false) };
  expect(inspectionText(inspection, view)).toContain("\n5⟦ 6 7⟧\n");
});
