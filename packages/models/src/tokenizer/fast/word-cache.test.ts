import { expect, test } from "vitest";
import { WordCache } from "./word-cache.ts";

const idsOf = (word: string) => Int32Array.from(word, (letter) => letter.codePointAt(0)!);

test("a word has the ids that were put, wherever it stands", () => {
  const cache = new WordCache();
  const output: number[] = [];
  expect(cache.find("one two", 0, 3, output)).toBe(false);
  cache.put("one two", 0, 3, idsOf("one"), 3);
  expect(cache.find("not one", 4, 7, output)).toBe(true);
  expect(output).toEqual([...idsOf("one")]);
  expect(cache.find("on", 0, 2, output)).toBe(false);
});

test("more words than there is room for are forgotten, not mixed up, and the usual ones stay known", () => {
  const cache = new WordCache();
  const usual = { looked: 0, known: 0 };
  const look = (word: string) => {
    const output: number[] = [];
    const isKnown = cache.find(word, 0, word.length, output);
    if (!isKnown) cache.put(word, 0, word.length, idsOf(word), word.length);
    else if (String(output) !== String(idsOf(word))) throw new Error(`${word} has the ids of another word`);
    return isKnown;
  };
  for (let count = 0; count < 300_000; count++) {
    look(`w${count}`);
    usual.looked++;
    if (look("the")) usual.known++;
  }
  expect(usual.known / usual.looked).toBeGreaterThan(0.99);
});
