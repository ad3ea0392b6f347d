import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { plainJaccard, plainShingles } from "../../fixtures/brute-force.ts";
import { editText, randomText } from "../../fixtures/random-text.ts";
import { randomStream, uniformInteger } from "../../random/xoshiro128.ts";
import { fingerprint, shinglesOf } from "./fingerprint.ts";
import { jaccardFrom } from "./jaccard.ts";
import { NearIndex } from "./near-index.ts";
import { ShingleCounts } from "./shingle-counts.ts";

const alpacaPath = join(import.meta.dirname, "../../../../../../shared/data/instruct/alpaca/alpaca_random_9k.json");

/** Pairs of near texts, as found and by comparing all strings of three words of all texts. */
function nearPairs(texts: readonly string[], threshold: number): { found: string[]; expected: string[] } {
  const prints = texts.map((text) => fingerprint({ type: "text", text })!);
  const index = new NearIndex(threshold, new ShingleCounts(prints));
  const found: string[] = [];
  const expected: string[] = [];
  const plain = texts.map(plainShingles);
  for (const [b, print] of prints.entries()) {
    index.search(
      shinglesOf(print),
      () => true,
      (a, similarity) => found.push(`${a} ${b} ${similarity.toFixed(6)}`),
    );
    index.add(shinglesOf(print));
    for (let a = 0; a < b; a++) {
      const similarity = plainJaccard(plain[a]!, plain[b]!);
      if (similarity >= threshold) expected.push(`${a} ${b} ${similarity.toFixed(6)}`);
    }
  }
  return { found: found.toSorted(), expected: expected.toSorted() };
}

test.each([0.5, 0.65, 0.8, 0.95, 1])("every pair from the threshold %d on is found, and no other", (threshold) => {
  const random = randomStream(2);
  const texts = Array.from({ length: 150 }, () => randomText(random, 3 + uniformInteger(random, 90)));
  for (let copy = 0; copy < 250; copy++) {
    const original = texts[uniformInteger(random, texts.length)]!;
    texts.push(editText(random, original, uniformInteger(random, 8)));
  }
  const { found, expected } = nearPairs(texts, threshold);
  expect(expected.length).toBeGreaterThan(50);
  expect(found).toEqual(expected);
});

test.skipIf(!existsSync(alpacaPath))("the same among Alpaca's rows with one to five words edited", () => {
  const random = randomStream(4);
  const rows = JSON.parse(readFileSync(alpacaPath, "utf8")).slice(0, 500) as Record<string, string>[];
  const wordsOf = (text: string) => text.toLowerCase().match(/[a-z]+/g) ?? [];
  const texts = rows
    .map(({ instruction, input, output }) => wordsOf(`${instruction} ${input} ${output}`))
    .filter((words) => words.length > 3)
    .map((words) => words.join(" "));
  const edited = texts.map((text) => editText(random, text, 1 + uniformInteger(random, 5)));
  const { found, expected } = nearPairs([...texts, ...edited], 0.8);
  expect(expected.length).toBeGreaterThan(200);
  expect(found).toEqual(expected);
});

test("texts that meet too often are searched in part, and it is told", () => {
  const texts = Array.from(
    { length: 60 },
    (_, index) => `${"all begin like this ".repeat(index % 3)}and end in ${index}`,
  );
  const prints = texts.map((text) => shinglesOf(fingerprint({ type: "text", text })!));
  const [whole, cut] = [undefined, 100].map((maxMeetings) => {
    const index = new NearIndex(0.5, new ShingleCounts([]), maxMeetings);
    let found = 0;
    for (const print of prints) {
      index.search(
        print,
        () => true,
        () => found++,
      );
      index.add(print);
    }
    return { found, isComplete: index.isComplete };
  });
  expect(whole).toEqual({ found: expect.any(Number), isComplete: true });
  expect(cut!.isComplete).toBe(false);
  expect(cut!.found).toBeLessThan(whole!.found);
});

test("of texts longer than a sample the similarity is an estimate, within four standard errors", () => {
  const random = randomStream(6);
  for (const edits of [100, 300, 600]) {
    const text = randomText(random, 6000, 100_000);
    const other = editText(random, text, edits);
    const [a, b] = [text, other].map((text) => shinglesOf(fingerprint({ type: "text", text })!)) as [never, never];
    const exact = plainJaccard(plainShingles(text), plainShingles(other));
    expect(Math.abs(jaccardFrom(0.5, a, b) - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / 1024));
  }
});
