import { expect, test } from "vitest";
import { randomStream, uniformInteger } from "../random/xoshiro128.ts";
import { findJsonSyntaxError } from "./json-syntax.ts";

test.each([
  ['[{"a": 1},]', 10, 'a comma before "]"'],
  ['{"a": 1,}', 8, 'a comma before "}"'],
  ['{"a" 1}', 5, '":" should be where "1" is'],
  ["{a: 1}", 1, 'a key in double quotes or "}" should be where "a" is'],
  ["[1 2]", 3, '"," or "]" should be where "2" is'],
  ["[NaN]", 1, 'a value or "]" should be where "NaN" is'],
  ["[01]", 1, 'a value or "]" should be where "01" is'],
  ['{"a": 1} x', 9, 'the end of the text should be where "x" is'],
  ['[{"a": 1', 8, 'the text ends, "," or "}" is missing'],
  ['["a', 1, "a string is not closed"],
  ['["a\nb"]', 3, "a line break inside a string; write it as an escape"],
  ['["\\d"]', 2, '"\\\\d" is no escape'],
  ["", 0, "the text ends, a value is missing"],
])("%j", (text, offset, message) => {
  expect(findJsonSyntaxError(text)).toEqual({ offset, message });
});

test("agrees with JSON.parse on what is JSON, over 20,000 damaged texts", () => {
  const whole = JSON.stringify([{ a: 'x\n\u00e9"', b: [1, -2.5e-3, true, false, null, {}], c: [] }, [[0]], "\\"]);
  const alphabet = '[]{}",:\\0123456789.eE+-truefalsn \n\u00e9';
  const random = randomStream(0);
  const pick = (bound: number) => uniformInteger(random, bound);
  let valid = 0;
  for (let trial = 0; trial < 20_000; trial++) {
    let text = whole;
    for (let edits = 1 + pick(2); edits > 0; edits--) {
      const at = pick(text.length);
      text = text.slice(0, at) + (pick(2) === 0 ? "" : alphabet[pick(alphabet.length)]) + text.slice(at + pick(2));
    }
    const expected = parses(text);
    if (expected) valid++;
    expect(findJsonSyntaxError(text) === null, text).toBe(expected);
  }
  expect(valid).toBeGreaterThan(1000);
});

test("a million nested arrays do not overflow", () => {
  expect(findJsonSyntaxError("[".repeat(1_000_000))?.offset).toBe(1_000_000);
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
