import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { cutMiddle, type Span, wrapSpans } from "./wrap-spans.ts";

const plain = (text: string): Span[] => [{ text, role: "plain" }];
const lines = (spans: readonly Span[], columns: number) =>
  wrapSpans(spans, columns).map((line) => line.map(({ text }) => text).join(""));

describe("lines of a terminal", () => {
  test.each([
    ["a few words here", 9, ["a few", "words", "here"]],
    ["abcdefghij", 4, ["abcd", "efgh", "ij"]],
    ["one\n\ntwo", 10, ["one", "", "two"]],
    ["中文字符", 5, ["中文", "字符"]],
    ["exactly ten", 7, ["exactly", "ten"]],
    ["👨‍👩‍👧👨‍👩‍👧", 2, ["👨‍👩‍👧", "👨‍👩‍👧"]],
    ["", 5, [""]],
  ])("%j in %i columns", (text, columns, expected) => {
    expect(lines(plain(text), columns)).toEqual(expected);
  });

  test("roles stay with their text", () => {
    const spans: Span[] = [...plain("ab "), { text: "cd ef", role: "trained" }];
    expect(wrapSpans(spans, 5)).toEqual([
      [
        { text: "ab ", role: "plain" },
        { text: "cd", role: "trained" },
      ],
      [{ text: "ef", role: "trained" }],
    ]);
  });

  test("no text is lost but spaces at a line's end, and no line is too wide", () => {
    const text = "The quick 狐狸 jumps over antidisestablishmentarianism, twice.  And  once more";
    for (let columns = 2; columns < 40; columns++) {
      const wrapped = lines(plain(text), columns);
      expect(wrapped.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      for (const line of wrapped) expect(stringWidth(line.trimEnd())).toBeLessThanOrEqual(columns);
    }
  });
});

test.each([
  ["short", 10, "short"],
  ["abcdefghij", 5, "ab…ij"],
  ["中文中文中文", 7, "中…文"],
])("%j cut to %i columns", (text, columns, expected) => {
  expect(cutMiddle(text, columns)).toBe(expected);
});
