import { expect, test } from "vitest";
import { nearestWord } from "./nearest-word.ts";

test.each([
  ["qwen2_moe", "qwen2"],
  ["gemma3", "gemma3_text"],
  ["lama", "llama"],
  ["gemma", "gemma"],
])("%s is nearest to %s", (word, nearest) => {
  expect(nearestWord(word, ["gemma", "gemma3_text", "llama", "qwen2", "qwen3"])).toBe(nearest);
});

test("a word of any length costs little", () => {
  expect(nearestWord(`qwen${"x".repeat(1e7)}`, ["gemma", "qwen2"])).toBe("qwen2");
});

test("there is none among none", () => {
  expect(nearestWord("seed", [])).toBeUndefined();
});
