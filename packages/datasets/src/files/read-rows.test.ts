import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dataFile } from "./data-file.ts";
import { readFileRows, readRows } from "./read-rows.ts";

const values = (path: string, content: string | Uint8Array) => rows(path, content).map((row) => row.value);

function rows(path: string, content: string | Uint8Array) {
  return readFileRows(dataFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content));
}

test("JSON: the rows of an array, over lines or on one, whatever the file is called", () => {
  expect(values("a.json", '[\r\n  {"a": 1},\r\n  {"a": 2}\r\n]\r\n')).toEqual([{ a: 1 }, { a: 2 }]);
  expect(values("a.jsonl", '[{"a": 1},\n{"a": 2}]')).toEqual([{ a: 1 }, { a: 2 }]);
  expect(values("a", '[{"a": 1}]')).toEqual([{ a: 1 }]);
});

test("JSONL: a row a line, whatever the file is called, blank lines skipped, the last line without its end", () => {
  const read = rows("a.json", '{"a": 1}\r\n\r\n  \n{"a": "\u2028"}');
  expect(read).toEqual([
    { index: 0, line: 1, value: { a: 1 } },
    { index: 1, line: 4, value: { a: "\u2028" } },
  ]);
});

test("one line alone is a row, unless the name says JSON", () => {
  expect(values("a.jsonl", '{"a": 1}\n')).toEqual([{ a: 1 }]);
  expect(() => rows("a.json", '{"a": 1}\n')).toThrow(
    'a.json: the top level is an object with the key "a", wanted an array',
  );
});

test("byte order marks are no content", () => {
  expect(values("a.json", '\ufeff[{"a": 1}]')).toEqual([{ a: 1 }]);
  expect(values("a.jsonl", '\ufeff{"a": 1}\n{"a": 2}')).toEqual([{ a: 1 }, { a: 2 }]);
  expect(values("a.json", new Uint8Array(Buffer.from('\ufeff[{"a": "é"}]', "utf16le")))).toEqual([{ a: "é" }]);
});

test("a line that is no JSON is a row with an error, so that it can be skipped", () => {
  const [, bad] = rows("a.jsonl", '{"a": 1}\n{"a" 2}\n{"a": 3}');
  expect(bad).toMatchObject({ index: 1, line: 2, value: undefined });
  expect(bad?.error?.message).toBe(
    'a.jsonl, line 2, column 6, row 1 (from 0): invalid JSON: ":" should be where "2" is',
  );
});

test("the first line may be the bad one", () => {
  for (const [path, second] of [
    ["a.jsonl", '{"a": '],
    ["a.txt", '{"a": 3}'],
  ] as const) {
    expect(rows(path, `{"a" 2}\n${second}`)[0]?.error?.place).toMatchObject({ line: 1, column: 6, row: 0 });
  }
});

test.each([
  [
    "a.json",
    '[\n  {"a": 1},\n  {"a": "é" "b": 2}\n]',
    'a.json, line 3, column 13: invalid JSON: "," or "}" should be where',
  ],
  ["a.json", '[\r\n{"a": 1}\r\n', 'a.json, line 3, column 1: invalid JSON: the text ends, "," or "]" is missing'],
  [
    "a.json",
    '{\n  "data": [],\n  "b": 1\n}',
    'a.json: the top level is an object with the keys "data", "b", wanted an array',
  ],
  ["a.json", '"rows"', "a.json: the top level is a string, wanted an array of rows"],
  ["a.json", "null", "a.json: the top level is null, wanted an array of rows"],
  ["a.json", "[]", "a.json: the file holds no rows"],
  ["a.json", " \r\n\t", "a.json: the file is empty"],
  ["a.jsonl", "\ufeff", "a.jsonl: the file is empty"],
])("%s %j", (path, content, message) => {
  expect(() => rows(path, content)).toThrow(message);
});

test("bytes that are no text are refused with their line", () => {
  const bytes = new Uint8Array([...new TextEncoder().encode('{"a": 1}\n{"a": "'), 0xe9, 0x22, 0x7d]);
  expect(() => rows("a.jsonl", bytes)).toThrow("a.jsonl, line 2: the file is not UTF-8 text");
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
