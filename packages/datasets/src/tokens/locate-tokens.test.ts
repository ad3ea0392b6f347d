import { expect, test } from "vitest";
import { locateTokens } from "./locate-tokens.ts";

/** One token a letter, "ab" one of its own; `begins` is put before a text, as sentencepiece does with a space. */
const encodings = (begins: readonly number[]) => {
  const part = (text: string) =>
    (text.match(/ab|./gs) ?? []).map((token) => (token === "ab" ? 5 : token.codePointAt(0)!));
  const beginning = (text: string) => [...begins, ...part(text)];
  return { beginning, part };
};

test("spans between tokens are exact, with something before the text or without", () => {
  for (const begins of [[], [1]]) {
    const encode = encodings(begins);
    const { ranges, areExact } = locateTokens("xxabyy", encode.beginning("xxabyy"), [{ start: 2, end: 4 }], encode);
    expect([ranges, areExact]).toEqual([[{ start: begins.length + 2, end: begins.length + 3 }], true]);
  }
});

test("where parts alone have other tokens, beginnings of the text tell", () => {
  const { beginning, part } = encodings([]);
  const encode = { beginning, part: (text: string) => [9, ...part(text)] };
  const spans = [
    { start: 1, end: 2 },
    { start: 3, end: 4 },
  ];
  expect(locateTokens("wxyz", beginning("wxyz"), spans, encode)).toEqual({
    ranges: [
      { start: 1, end: 2 },
      { start: 3, end: 4 },
    ],
    areExact: true,
  });
});

test("a token that holds a letter of the span belongs to it", () => {
  const encode = encodings([]);
  const ids = encode.beginning("xaby");
  expect(locateTokens("xaby", ids, [{ start: 2, end: 4 }], encode)).toEqual({
    ranges: [{ start: 1, end: 3 }],
    areExact: false,
  });
  expect(locateTokens("xaby", ids, [{ start: 0, end: 2 }], encode)).toEqual({
    ranges: [{ start: 0, end: 2 }],
    areExact: false,
  });
});
