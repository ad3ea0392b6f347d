import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Row } from "../row.ts";
import { readRows, readText } from "./read-rows.ts";

const values = async (path: string, content: string | Uint8Array) =>
  (await rows(path, content)).map((row) => row.value);

/** The rows of a file with this content, read in chunks of a few bytes, so that everything is cut somewhere. */
async function rows(path: string, content: string | Uint8Array): Promise<Row[]> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += 5) yield bytes.slice(at, at + 5);
  }
  return (await Array.fromAsync(readText(chunks(), path))).flat();
}

test("JSON: the rows of an array, over lines or on one, whatever the file is called", async () => {
  expect(await values("a.json", '[\r\n  {"a": 1},\r\n  {"a": 2}\r\n]\r\n')).toEqual([{ a: 1 }, { a: 2 }]);
  expect(await values("a.jsonl", '[{"a": 1},\n{"a": 2}]')).toEqual([{ a: 1 }, { a: 2 }]);
  expect(await values("a", '[{"a": 1}]')).toEqual([{ a: 1 }]);
});

test("JSONL: a row a line, whatever the file is called, blank lines skipped, the last line without its end", async () => {
  const read = await rows("a.json", '{"a": 1}\r\n\r\n  \n{"a": "\u2028"}');
  expect(read).toEqual([
    { index: 0, line: 1, value: { a: 1 } },
    { index: 1, line: 4, value: { a: "\u2028" } },
  ]);
});

test("objects at the top are rows, one alone or one after the other, on one line or over many", async () => {
  expect(await values("a.jsonl", '{"a": 1}\n')).toEqual([{ a: 1 }]);
  expect(await values("a.json", '{\n  "a": [\n 1]\n}\n')).toEqual([{ a: [1] }]);
  expect(await values("a.json", '{\n  "a": 1\n}\n{\n  "a": 2\n}{"a": 3}')).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  expect(await values("a.json", '[{"a": 1}]\n[\n]\n[{"a": 2}]')).toEqual([{ a: 1 }, { a: 2 }]);
});

test("an object around the array of rows", async () => {
  expect(await values("a.json", '{"version": "1.0", "data": [{"a": 1}, {"a": 2}], "more": [1]}')).toEqual([
    { a: 1 },
    { a: 2 },
  ]);
  expect(await values("a.json", '{\n"rows": [\n{"a": 1}\n]\n}\n')).toEqual([{ a: 1 }]);
  await expect(rows("a.json", '{"train": [{"a": 1}], "test": [{"a": 2}]}')).rejects.toThrow(
    'a.json: the rows are taken from "train", and there are more under "test"; give each a file of its own',
  );
  await expect(rows("a.json", '{"data": [\n{"a": 1}],\n "b" 2}')).rejects.toThrow(
    'a.json, line 3, column 6: invalid JSON: ":" should be where "2" is',
  );
});

test("byte order marks are no content", async () => {
  expect(await values("a.json", '\ufeff[{"a": 1}]')).toEqual([{ a: 1 }]);
  expect(await values("a.jsonl", '\ufeff{"a": 1}\n{"a": 2}')).toEqual([{ a: 1 }, { a: 2 }]);
  expect(await values("a.json", new Uint8Array(Buffer.from('\ufeff[{"a": "é"}]', "utf16le")))).toEqual([{ a: "é" }]);
});

test("a line that is no JSON is a row with an error, so that it can be skipped", async () => {
  const [, bad] = await rows("a.jsonl", '{"a": 1}\n{"a" 2}\n{"a": 3}');
  expect(bad).toMatchObject({ index: 1, line: 2, value: undefined });
  expect(bad?.error?.message).toBe(
    'a.jsonl, line 2, column 6, row 1 (from 0): invalid JSON: ":" should be where "2" is',
  );
});

test("in an array nothing after a mistake can be trusted, and the rows before it are not given as all there are", async () => {
  await expect(rows("a.json", '[\n{"a": 1},\n{"a": [2},\n{"a": 3}]')).rejects.toThrow(
    'a.json, line 3, column 9: invalid JSON: "," or "]" should be where "}" is; no row after it can be trusted',
  );
});

test("the first line may be the bad one", async () => {
  for (const [path, second] of [
    ["a.jsonl", '{"a": '],
    ["a.txt", '{"a": 3}'],
  ] as const) {
    expect((await rows(path, `{"a" 2}\n${second}`))[0]?.error?.place).toMatchObject({ line: 1, column: 6, row: 0 });
  }
});

test.each([
  [
    "a.json",
    '[\n  {"a": 1},\n  {"a": "é" "b": 2}\n]',
    'a.json, line 3, column 13: invalid JSON: "," or "}" should be where',
  ],
  ["a.json", '[\r\n{"a": 1}\r\n', 'a.json, line 3, column 1: invalid JSON: the text ends, "," or "]" is missing'],
  ["a.json", '{\n  "data": [],\n  "b": 1\n}', "a.json: the file holds no rows"],
  ["a.json", '[{"a": 1},]', 'a.json, line 1, column 11: invalid JSON: a comma before "]"'],
  ["a.json", '[{"a": 1} {"a": 2}]', 'a.json, line 1, column 11: invalid JSON: "," or "]" should be where "{" is'],
  ["a.json", '[{"a": 1},, {"a": 2}]', 'a.json, line 1, column 11: invalid JSON: a value should be where "," is'],
  ["a.json", '[{"a": 1} x]', 'a.json, line 1, column 11: invalid JSON: "," or "]" should be where "x" is'],
  ["a.json", '[{"a": 1}] x', 'a.json, line 1, column 12: invalid JSON: the end of the text should be where "x" is'],
  ["a.json", '[{"a": "b}]', "a.json, line 1, column 8: invalid JSON: a string is not closed"],
  ["a.json", "[\n1", 'a.json, line 2, column 2: invalid JSON: the text ends, "," or "]" is missing'],
  ["a.json", '"rows"', "a.json: the top level is a string, wanted an array of rows"],
  ["a.json", "null", "a.json: the top level is null, wanted an array of rows"],
  ["a.json", "[]", "a.json: the file holds no rows"],
  ["a.json", " \r\n\t", "a.json: the file is empty"],
  ["a.jsonl", "\ufeff", "a.jsonl: the file is empty"],
])("%s %j", async (path, content, message) => {
  await expect(rows(path, content)).rejects.toThrow(message);
});

test("bytes that are no text are told with their line: one row of JSON Lines, all of an array", async () => {
  const latin1 = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
  const read = await rows("a.jsonl", latin1('{"a": "é"}\n{"a": 2}\n{"a": "ü"}\n{"a": 4}'));
  expect(read.map(({ value, error }) => value ?? error?.message)).toEqual([
    "a.jsonl, line 1, row 0 (from 0): the file is not UTF-8 text here; save it as UTF-8",
    { a: 2 },
    "a.jsonl, line 3, row 2 (from 0): the file is not UTF-8 text here; save it as UTF-8",
    { a: 4 },
  ]);
  await expect(rows("a.json", latin1('[\n{"a": 1},\n{"a": "é"}]'))).rejects.toThrow(
    "a.json, line 3: the file is not UTF-8 text",
  );
  const cut = new Uint8Array([...Buffer.from("\ufeff[]", "utf16le"), 0x20]);
  await expect(rows("a.json", cut)).rejects.toThrow("a.json: the file is not UTF-16LE text");
});

test("valid JSON that no tokenizer takes is a bad row; NUL and whole surrogate pairs are text", async () => {
  const lines = ['{"a": "\\ud83d"}', '{"a": "\\ud83d\\ude00\\u0000"}', `{"a": ${"[".repeat(512)}${"]".repeat(512)}}`];
  const faults = [
    /row 0 .*half a surrogate pair \(\\ud83d, at character 1\)/,
    undefined,
    /row 2 .*arrays and objects are nested more than 512 deep/,
  ];
  for (const [path, content] of [
    ["a.jsonl", lines.join("\n")],
    ["a.json", `[${lines.join(",")}]`],
  ] as const) {
    const read = await rows(path, content);
    faults.forEach((fault, row) => {
      if (fault === undefined) expect(read[row]?.value).toEqual({ a: "\u{1f600}\0" });
      else expect(read[row]?.error?.message).toMatch(fault);
    });
  }
  await expect(rows("a.json", "[".repeat(200_000))).rejects.toThrow("nested more than 512 deep");
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "neftune-datasets-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("a missing file, a folder and an empty file are named", async () => {
  const empty = join(folder, "empty.json");
  await writeFile(empty, "");
  await expect(Array.fromAsync(readRows(join(folder, "none.json")))).rejects.toThrow(
    /none\.json: there is no such file$/,
  );
  await expect(Array.fromAsync(readRows(join(empty, "below.json")))).rejects.toThrow(
    /below\.json: there is no such file$/,
  );
  await expect(Array.fromAsync(readRows(folder))).rejects.toThrow(`${folder}: this is a folder; name a file in it`);
  await expect(Array.fromAsync(readRows(empty))).rejects.toThrow(`${empty}: the file is empty`);
});
