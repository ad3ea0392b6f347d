import { expect, test } from "vitest";
import { createRandom } from "../../fixtures/random.ts";
import { cl100kScanner, digitScanner } from "./cl100k-scanner.ts";
import { scanGpt2 } from "./gpt2-scanner.ts";
import type { Scanner } from "./scanner.ts";

const S = String.raw`\p{White_Space}`;
const contractions = String.raw`'(?:[sStTmMdD\u017f]|[rRvV][eE]|[lL][lL])`;
/** The published patterns in JavaScript's spelling, whose \s is not Unicode's. */
const cl100k = (digits: string) =>
  new RegExp(
    String.raw`${contractions}|[^\r\n\p{L}\p{N}]?\p{L}+|${digits}| ?[^${S}\p{L}\p{N}]+[\r\n]*|${S}*[\r\n]+|${S}+(?![^${S}])|${S}+`,
    "gu",
  );
const patterns: [name: string, scan: Scanner, expression: RegExp][] = [
  [
    "GPT-2",
    scanGpt2,
    new RegExp(String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^${S}\p{L}\p{N}]+|${S}+(?![^${S}])|${S}+`, "gu"),
  ],
  ["Llama 3", cl100kScanner(3), cl100k(String.raw`\p{N}{1,3}`)],
  ["Qwen 2", cl100kScanner(1), cl100k(String.raw`\p{N}`)],
  ["digits", digitScanner(1), /\p{N}|\P{N}+/gu],
  ["groups of digits", digitScanner(3), /\p{N}{1,3}|\P{N}+/gu],
];
const characters = Array.from(
  "aZst lvreLVRE'’\u017f .,!0123456789½٣ \n\r\t\u0085\u00a0\u3000\ufeff\u200dé世🙂𝟘𠀀\u0301\u0000\ufffd",
);

test.each(patterns)("the scanner cuts where the expression of %s does", (_, scan, expression) => {
  const random = createRandom(3);
  for (let count = 0; count < 3000; count++) {
    const length = 1 + Math.floor(random() * 14);
    const text = Array.from({ length }, () => characters[Math.floor(random() * characters.length)]!).join("");
    const pieces: string[] = [];
    for (let at = 0; at < text.length; at += pieces.at(-1)!.length)
      pieces.push(text.slice(at, scan(text, at, text.length)));
    expect(pieces).toEqual(text.match(expression));
  }
});

test.each(patterns)("the scanner of %s does not look behind the end that it is given", (_, scan) => {
  for (const [text, end] of [
    ["'s", 1],
    ["'re", 2],
    ["  x", 2],
    [" x", 1],
    ["12", 1],
    ["a\n", 1],
    ["!\n\n", 2],
  ] as const)
    for (let at = 0; at < end; ) {
      const next = scan(text, at, end);
      expect(next).toBe(scan(text.slice(0, end), at, end));
      at = next;
    }
});
