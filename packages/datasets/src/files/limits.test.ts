import { expect, test } from "vitest";
import { CsvCutter } from "./csv-records.ts";
import { JsonCutter } from "./json-cutter.ts";
import { MAX_ROW_CHARACTERS } from "./limits.ts";
import { LineCutter } from "./line-cutter.ts";

const block = "x".repeat(1_048_576);
const blocks = MAX_ROW_CHARACTERS / block.length + 1;

test("a line that is longer than a row may be is given up, and the next one is read", () => {
  const cutter = new LineCutter();
  for (let count = 0; count < blocks; count++) expect(cutter.cut({ text: block, badLines: [] })).toEqual([]);
  expect(cutter.cut({ text: '\n{"a": 1}\n', badLines: [] })).toEqual([
    { line: 1, content: "", fault: "too long" },
    { line: 2, content: '{"a": 1}' },
  ]);
});

test("a row of an array that does not end is refused where it starts, or where it stops being JSON", () => {
  const open = new JsonCutter("a.json");
  open.cut('[{"a": 1},\n {"a": "');
  const go = (cutter: JsonCutter) => {
    for (let count = 0; count < blocks; count++) cutter.cut(block);
  };
  expect(() => go(open)).toThrow(
    `a.json, line 2, column 2: a row has more than ${MAX_ROW_CHARACTERS} characters, or a quote or bracket that would end it is missing`,
  );
  const broken = new JsonCutter("a.json");
  broken.cut('[{"a": \n"b}, {"c": "');
  expect(() => go(broken)).toThrow('a.json, line 2, column 8: invalid JSON: "," or "}" should be where "c" is');
});

test("text of a CSV row that does not end is counted, so that it can be refused", () => {
  const cutter = new CsvCutter(",");
  cutter.cut('a,b\n1,"');
  cutter.cut(block);
  expect(cutter.pending).toBe(block.length + 3);
  expect(cutter.line).toBe(2);
});
