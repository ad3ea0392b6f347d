import { expect, test } from "vitest";
import { vocabularyParts } from "./vocabulary-parts.ts";

test.each([
  [512, 4096, 1, 1],
  [4096, 4096, 1, 1],
  [4097, 4096, 2, 2],
  [32000, 4096, 8, 1],
  // 13 would do, but 16 divide it.
  [50272, 4096, 16, 1],
  [50257, 4096, 13, 2],
  [131, 32, 5, 2],
  [3, 1, 3, 1],
])("%i words in parts of at most %s are %i of %i sizes, without a gap", (vocabSize, partSize, count, sizes) => {
  const parts = vocabularyParts(vocabSize, partSize);
  expect(parts).toHaveLength(count);
  expect(new Set(parts.map(({ size }) => size)).size).toBe(sizes);
  let end = 0;
  for (const { begin, size } of parts) {
    expect(begin).toBe(end);
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThanOrEqual(partSize);
    end = begin + size;
  }
  expect(new Set(parts.slice(1).map((_, index) => parts[index]!.size)).size).toBeLessThanOrEqual(1);
  expect(end).toBe(vocabSize);
});
