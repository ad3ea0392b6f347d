import { expect, test } from "vitest";
import { generateCorpus } from "./corpus.ts";
import { createRandom } from "./random.ts";

const corpus = generateCorpus(createRandom(1), 200_000);

test("repeats itself for a seed", () => {
  expect(generateCorpus(createRandom(1), 20_000)).toEqual(
    corpus.slice(0, generateCorpus(createRandom(1), 20_000).length),
  );
});

test("is varied: hardly any text comes twice", () => {
  expect(new Set(corpus).size / corpus.length).toBeGreaterThan(0.97);
});

test("is clean English: every slot filled, no doubled spaces, whole sentences", () => {
  for (const text of corpus) {
    expect(text).not.toMatch(/[{}[\]<>|_]| {2}|undefined/);
    expect(text).toMatch(/^["A-Za-z0-9]/);
    expect(text).not.toMatch(/\b[Aa] [aeio]\w/);
  }
});
