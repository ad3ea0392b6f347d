import { expect, test } from "vitest";
import { DatasetError } from "../dataset-error.ts";
import { type RandomUint32, randomStream, uniformInteger } from "../random/xoshiro128.ts";
import { JsonCutter } from "./json-cutter.ts";
import { findJsonSyntaxError } from "./json-syntax.ts";

test("any values, spaced in any way and cut anywhere, are those of JSON.parse", () => {
  const random = randomStream(1);
  for (let trial = 0; trial < 2000; trial++) {
    const values = Array.from({ length: uniformInteger(random, 5) }, () => randomValue(random, 3));
    const text = JSON.stringify(values, null, [0, 1, "\t\r\n"][uniformInteger(random, 3)]);
    expect(cutAnywhere(text, 1 + uniformInteger(random, 30), random), text).toEqual(JSON.parse(text));
    const rows = values.map((value) => ({ value }));
    const joined = rows.map((row) => JSON.stringify(row, null, 2)).join(["", "\n", " \r\n"][uniformInteger(random, 3)]);
    if (rows.length > 0) expect(cutAnywhere(joined, 9, random), joined).toEqual(rows);
  }
});

test("a damaged text fails at the place where parsing the whole of it would, over 20,000 texts", () => {
  const whole = JSON.stringify([{ a: 'x\n\u00e9"', b: [1, -2.5e-3, true, null, {}], c: [] }, { d: "\\" }], null, 1);
  const alphabet = '[]{}",:\\0123456789.eE+-truefalsn \n\u00e9';
  const random = randomStream(2);
  let failed = 0;
  for (let trial = 0; trial < 20_000; trial++) {
    const at = 1 + uniformInteger(random, whole.length - 1);
    const put = uniformInteger(random, 3) === 0 ? "" : alphabet[uniformInteger(random, alphabet.length)];
    const text = whole.slice(0, at) + put + whole.slice(at + uniformInteger(random, 3));
    const mistake = findJsonSyntaxError(text);
    // What follows an array may be another one here.
    if (mistake?.message.startsWith("the end of the text")) continue;
    const expected = mistake && placeOf(text, mistake.offset);
    if (expected !== null) failed++;
    expect(failureOf(text, random), text).toEqual(expected);
  }
  expect(failed).toBeGreaterThan(10_000);
});

function cutAnywhere(text: string, most: number, random: RandomUint32): unknown[] {
  const cutter = new JsonCutter("f");
  const rows: unknown[] = [];
  for (let at = 0, end = 0; at < text.length; at = end) {
    end = at + 1 + uniformInteger(random, most);
    rows.push(...cutter.cut(text.slice(at, end)));
  }
  cutter.end();
  return rows;
}

function failureOf(text: string, random: RandomUint32): unknown {
  try {
    cutAnywhere(text, 20, random);
    return null;
  } catch (error) {
    if (!DatasetError.isInstance(error)) throw error;
    return { line: error.place.line, column: error.place.column };
  }
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}

function randomValue(random: RandomUint32, depth: number): unknown {
  const kind = uniformInteger(random, depth === 0 ? 5 : 7);
  const many = () => uniformInteger(random, 4);
  if (kind < 2) return randomText(random);
  if (kind === 2) return [true, false, null][uniformInteger(random, 3)];
  if (kind === 3) return uniformInteger(random, 1e9) - 5e8;
  if (kind === 4) return uniformInteger(random, 1e9) / 1024;
  if (kind === 5) return Array.from({ length: many() }, () => randomValue(random, depth - 1));
  const members = Array.from({ length: many() }, () => [randomText(random), randomValue(random, depth - 1)]);
  return Object.fromEntries(members);
}

function randomText(random: RandomUint32): string {
  const alphabet = ['"', "\\", "{", "}", "[", "]", ",", ":", "a", "é", "\u{1f600}", "\n", "\0", "\u2028", " "];
  return Array.from({ length: uniformInteger(random, 8) }, () => alphabet[uniformInteger(random, 15)]).join("");
}
