import { expect, test } from "vitest";
import { vocabularyParts } from "./vocabulary-parts.ts";

test.each([
  [512, undefined, 1],
  [4096, undefined, 1],
  [4097, undefined, 2],
  [32000, undefined, 8],
  [131, 32, 5],
  [3, 1, 3],
])("%i words in parts of at most %s are %i nearly equal ones, without a gap", (vocabSize, partSize, count) => {
  const parts = vocabularyParts(vocabSize, partSize);
  expect(parts).toHaveLength(count);
  expect(new Set(parts.map(({ name }) => name)).size).toBe(count);
  let end = 0;
  for (const { begin, size } of parts) {
    expect(begin).toBe(end);
    expect(size).toBeLessThanOrEqual(partSize ?? 4096);
    expect(Math.abs(size - vocabSize / count)).toBeLessThan(1);
    end = begin + size;
  }
  expect(end).toBe(vocabSize);
});
