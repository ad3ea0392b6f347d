import { expect, test } from "vitest";
import { editDistance, nearestWord } from "./nearest.ts";

test.each([
  ["kitten", "sitting", 3],
  ["", "abc", 3],
  ["abc", "abc", 0],
  ["ab", "ba", 1],
  ["max_step", "max_steps", 1],
])("%s is %s in %i edits", (from, to, edits) => {
  expect(editDistance(from, to)).toBe(edits);
  expect(editDistance(to, from)).toBe(edits);
});

test("the nearest word is found whatever its case, and none among none", () => {
  expect(nearestWord("Learning-Rate", ["weight_decay", "learning_rate", "logging_steps"])).toBe("learning_rate");
  expect(nearestWord("seed", [])).toBeUndefined();
});
