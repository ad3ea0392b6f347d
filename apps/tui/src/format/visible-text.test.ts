import { expect, test } from "vitest";
import { visibleLine, visibleText } from "./visible-text.ts";

test.each([
  ["\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"],
  ["title \x1b]0;owned\x07", "title \\x1b]0;owned\\x07"],
  ["8 bits \x9b2J", "8 bits \\x9b2J"],
  ["bell\x07 nul\0 del\x7f", "bell\\x07 nul\\x00 del\\x7f"],
  ["tab\there\r\n", "tab\\there\\r\n"],
  ["abc\u202edef\u2066", "abc\\u202edef\\u2066"],
  ["zero\u200bwidth \ufeff soft\u00ad", "zero\\u200bwidth \\ufeff soft\\xad"],
  ["half \ud83d pair", "half \\ud83d pair"],
  ["tag \u{e0041}", "tag \\u{e0041}"],
  ["line\u2028end", "line\\u2028end"],
  ["Größe 中文 👍🏽 👨‍👩‍👧 ❤️ नमस्ते", "Größe 中文 👍🏽 👨‍👩‍👧 ❤️ नमस्ते"],
])("%j is shown as %j", (text, shown) => {
  expect(visibleText(text)).toBe(shown);
});

test("nothing that a terminal acts on gets through, whatever the character", () => {
  const all = Array.from({ length: 0x3000 }, (_, code) => String.fromCodePoint(code)).join("");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(visibleText(all)).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069]/);
});

test("where lines must not end, a line break is written too", () => {
  expect(visibleLine("a\nb\r\n")).toBe("a\\nb\\r\\n");
});
