import { expect, test } from "vitest";
import { mayImport } from "./rooms.ts";

test.each([
  ["packages/trainer", "packages/core"],
  ["packages/models", "packages/engine"],
  ["packages/models", "packages/hub"],
  ["packages/evaluation", "packages/datasets"],
  ["apps/tui", "packages/trainer"],
])("%s may import %s", (from, to) => {
  expect(mayImport(from, to)).toBe(true);
  expect(mayImport(to, from)).toBe(false);
});

test.each([
  ["packages/core", "packages/datasets"],
  ["packages/models", "packages/datasets"],
  ["packages/core", "packages/engine"],
  ["packages/hub", "packages/engine"],
])("%s and %s know nothing of each other", (one, other) => {
  expect(mayImport(one, other)).toBe(false);
  expect(mayImport(other, one)).toBe(false);
});

test("a package that has no room imports nothing and is imported by nobody", () => {
  expect(mayImport("packages/unheard-of", "packages/core")).toBe(false);
  expect(mayImport("apps/tui", "packages/unheard-of")).toBe(false);
});
