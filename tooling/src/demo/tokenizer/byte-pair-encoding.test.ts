import { describe, expect, test } from "vitest";
import { BYTE_CHARACTERS, toByteCharacters } from "./byte-alphabet.ts";
import { trainBytePairEncoding } from "./byte-pair-encoding.ts";

describe("trainBytePairEncoding", () => {
  test("merges the most frequent pair first, ties in order", () => {
    // "hug" × 10, "pug" × 5, "pun" × 12, "bun" × 4, "hugs" × 5: the textbook example; u+g stands 20 times, u+n 16, h+ug 15.
    const texts = Object.entries({ hug: 10, pug: 5, pun: 12, bun: 4, hugs: 5 }).flatMap(([word, count]) =>
      Array(count).fill(word),
    );
    expect(trainBytePairEncoding(texts, 259).merges).toEqual([
      ["u", "g"],
      ["u", "n"],
      ["h", "ug"],
    ]);
  });

  test("keeps the space with its word and never merges across words", () => {
    const { tokens } = trainBytePairEncoding(["in the in the in the"], 300);
    expect(tokens).toContain("Ġthe");
    expect(tokens.some((token) => token.lastIndexOf("Ġ") > 0)).toBe(false);
  });

  test("stops where nothing appears twice", () => {
    expect(trainBytePairEncoding(["abc"], 300).merges).toEqual([]);
  });
});

test("every byte has a character of its own, as in GPT-2", () => {
  expect(new Set(BYTE_CHARACTERS).size).toBe(256);
  expect(toByteCharacters("a b\n").join("")).toBe("aĠbĊ");
  expect(toByteCharacters("é")).toEqual(["Ã", "©"]);
});
