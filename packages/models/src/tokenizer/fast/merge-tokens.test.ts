import { expect, test } from "vitest";
import { createRandom } from "../../fixtures/random.ts";
import { MergeTable } from "./merge-table.ts";
import { mergeTokens } from "./merge-tokens.ts";

/** Tokens by id, and merges of them: of two letters each pair of tokens up to `longest` letters, in a random order. */
function randomVocabulary(longest: number, random: () => number) {
  const ids = new Map<string, number>([..."ab"].map((letter, id) => [letter, id]));
  const merges: [string, string][] = [];
  for (let length = 2; length <= longest; length++)
    for (const left of [...ids.keys()])
      for (const right of [...ids.keys()]) {
        if (left.length + right.length !== length || random() < 0.4) continue;
        if (!ids.has(left + right)) ids.set(left + right, ids.size);
        merges.splice(Math.floor(random() * (merges.length + 1)), 0, [left, right]);
      }
  const table = new MergeTable(merges.length);
  for (const [rank, [left, right]] of merges.entries())
    table.set(ids.get(left)!, ids.get(right)!, rank, ids.get(left + right)!);
  return { ids, merges, table };
}

/** The definition: as long as there is one, the first merge that can be done is done, at its leftmost place. */
function mergeByDefinition(word: string, merges: readonly [string, string][]): string[] {
  const tokens = [...word];
  const isAt = (at: number, [left, right]: [string, string]) => tokens[at] === left && tokens[at + 1] === right;
  for (;;) {
    const merge = merges.find((pair) => tokens.some((_, at) => isAt(at, pair)));
    if (!merge) return tokens;
    tokens.splice(
      tokens.findIndex((_, at) => isAt(at, merge)),
      2,
      merge.join(""),
    );
  }
}

test.each([12, 300])("words of up to %d letters are merged as the definition says", (longest) => {
  const random = createRandom(5);
  for (let count = 0; count < 40; count++) {
    const { ids, merges, table } = randomVocabulary(4, random);
    const tokensOf = [...ids.keys()];
    for (let words = 0; words < 5; words++) {
      const letters = Array.from({ length: 1 + Math.floor(random() * longest) }, () => (random() < 0.5 ? "a" : "b"));
      const tokens = Int32Array.from(letters, (letter) => ids.get(letter)!);
      const length = mergeTokens(table, tokens, tokens.length);
      const found = Array.from(tokens.subarray(0, length), (id) => tokensOf[id]);
      expect(found).toEqual(mergeByDefinition(letters.join(""), merges));
    }
  }
});

test("a word of a million letters takes no longer for being one word", () => {
  const { table } = randomVocabulary(4, createRandom(7));
  const time = (length: number) => {
    const tokens = Int32Array.from({ length }, (_, at) => ((at * 7919) % 3) & 1);
    const start = performance.now();
    mergeTokens(table, tokens, length);
    return performance.now() - start;
  };
  time(100_000);
  // Ten times the letters: a hundred times the time if it were quadratic.
  expect(time(1_000_000)).toBeLessThan(50 * Math.max(time(100_000), 5));
});
