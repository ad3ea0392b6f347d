import { expect, test } from "vitest";
import { countLabels, maskPrompt } from "./labels.ts";

test("the prompt is ignored and the completion trained", () => {
  expect([...maskPrompt([1, 7, 8, 9, 2], 3)]).toEqual([-100, -100, -100, 9, 2]);
});

test("a prompt longer than the whole row masks all of it", () => {
  expect([...maskPrompt([1, 7], 3)]).toEqual([-100, -100]);
});

test("the first position is never predicted, so its label is not counted", () => {
  expect(countLabels(Int32Array.of(5, 6, -100))).toBe(1);
  expect(countLabels(Int32Array.of(5, -100))).toBe(0);
  expect(countLabels(new Int32Array(0))).toBe(0);
});
