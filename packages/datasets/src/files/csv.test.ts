import { expect, test } from "vitest";
import { randomStream, uniformInteger } from "../random/xoshiro128.ts";
import type { Row } from "../row.ts";
import { readText } from "./read-rows.ts";

async function rows(content: string, path = "a.csv", chunk = 3): Promise<Row[]> {
  const bytes = new TextEncoder().encode(content);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.slice(at, at + chunk);
  }
  return (await Array.fromAsync(readText(chunks(), path))).flat();
}

test("cells with commas, quotes and line breaks, the mark and the line ends of Excel, blank lines", async () => {
  const text = '\ufeffa,"b, c"\r\n1,"x ""y"",\r\nz"\r\n\r\n"",5" pipe\r\n';
  expect(await rows(text)).toEqual([
    { index: 0, line: 2, value: { a: "1", "b, c": 'x "y",\r\nz' } },
    { index: 1, line: 5, value: { a: "", "b, c": '5" pipe' } },
  ]);
});

test("tabs, semicolons and bars, by what the header has; no line break at the end; names that are missing", async () => {
  const value = { a: "1,5", b: "é" };
  for (const [path, delimiter] of [
    ["a.tsv", "\t"],
    ["a.csv", ";"],
    ["a.csv", "|"],
  ] as const) {
    const [row] = await rows(`a${delimiter}b\n1,5${delimiter}é`, path);
    expect(row?.value).toEqual(value);
  }
  expect((await rows("text\na b\n"))[0]?.value).toEqual({ text: "a b" });
  expect((await rows(",text\n0,a\n"))[0]?.value).toEqual({ "Unnamed: 0": "0", text: "a" });
});

test("a row with other cells than the header is a bad row, with its line and both counts", async () => {
  const read = await rows('a,b\n1,2\n"3\n",4,5\n6\n"7"x,8\n9,10\n');
  expect(read.map(({ line, value, error }) => [line, value ?? error?.message])).toEqual([
    [2, { a: "1", b: "2" }],
    [3, expect.stringMatching(/^a\.csv, line 3, row 1 .*the row has 3 cells and the header 2/)],
    [5, expect.stringMatching(/^a\.csv, line 5, row 2 .*the row has 1 cell and the header 2/)],
    [6, expect.stringMatching(/^a\.csv, line 6, row 3 .*text follows the closing quote of cell 1/)],
    [7, { a: "9", b: "10" }],
  ]);
});

test.each([
  ["a,a\n1,2", /^a\.csv, line 1: the header names "a" twice/],
  ['a,b\n1,2\n3,"4\n5,6\n', /^a\.csv, line 3: a quote in the row that starts here is not closed/],
  ["a,b\n", /^a\.csv: the file holds no rows/],
  [" \n\n", /^a\.csv: the file is empty/],
])("%j", async (content, message) => {
  await expect(rows(content)).rejects.toThrow(message);
});

test("what is called CSV and is JSON Lines is read as that", async () => {
  expect((await rows('{"a": 1}\n{"a": 2}\n')).map((row) => row.value)).toEqual([{ a: 1 }, { a: 2 }]);
});

test("any table, written with quotes and cut anywhere, is read back", async () => {
  const random = randomStream(3);
  const alphabet = ['"', ",", "\n", "\r", "a", "é", " ", ";"];
  const cell = () =>
    Array.from({ length: uniformInteger(random, 6) }, () => alphabet[uniformInteger(random, 8)]).join("");
  for (let trial = 0; trial < 300; trial++) {
    const table = Array.from({ length: 1 + uniformInteger(random, 5) }, () => ({ x: cell(), y: cell() }));
    const lines = table.map(({ x, y }) => [x, y].map((text) => `"${text.replaceAll('"', '""')}"`).join(","));
    const text = ["x,y", ...lines].join(["\n", "\r\n"][uniformInteger(random, 2)]);
    const read = await rows(text, "a.csv", 1 + uniformInteger(random, 9));
    expect(
      read.map((row) => row.value),
      text,
    ).toEqual(table);
  }
});
