import { expect, test } from "vitest";
import { isNearDuplicate, similarity } from "./near-duplicates.ts";

const row = (instruction: string, output: string) => ({ instruction, input: "", output });

test("similarity counts shared runs of three words", () => {
  expect(similarity("the cat sat", "The cat sat.")).toBe(1);
  expect(similarity("one two three", "four five six")).toBe(0);
  // ^ a b, a b c, b c $ against ^ a b, a b d, b d $: one of five.
  expect(similarity("a b c", "a b d")).toBeCloseTo(1 / 5);
});

test("rows are near duplicates by what they ask or by a long answer", () => {
  const answer = "The small cat slept next to an old pot in the kitchen until the late evening.";
  expect(isNearDuplicate(row("Name a cat.", "Tom"), row("name a cat", "Max"))).toBe(true);
  expect(isNearDuplicate(row("Name a cat.", answer), row("Write about pots.", answer))).toBe(true);
  expect(isNearDuplicate(row("Add 3 and 4.", "7"), row("Add 3 and 5.", "8"))).toBe(false);
});
