import { expect, test } from "vitest";
import { filePattern } from "./file-pattern.ts";

test.each([
  ["data/*.json", ["data/a.json"], ["a.json", "data/b/a.json", "data/a.jsonl"]],
  ["data/**/*.json", ["data/a.json", "data/b/c/a.json"], ["a.json"]],
  ["**", ["a", "a/b"], []],
  ["train-0000?-of-*", ["train-00001-of-00002.parquet"], ["train-00011-of-00012.parquet", "x/train-00001-of-1"]],
  ["[ab]{1,2.x}.csv", ["a1.csv", "b2.x.csv"], ["c1.csv", "a2yx.csv", "a3.csv"]],
  ["[!ab].csv", ["c.csv"], ["a.csv"]],
  ["a+(b)$.csv", ["a+(b)$.csv"], ["aab.csv"]],
])("%s", (pattern, matching, other) => {
  for (const name of matching) expect(filePattern(pattern).test(name), name).toBe(true);
  for (const name of other) expect(filePattern(pattern).test(name), name).toBe(false);
});

test("a pattern that would take for ever is refused", () => {
  expect(() => filePattern("*a*a*a*a*a*a*a")).toThrow('the pattern "*a*a*a*a*a*a*a" has more than 6 stars');
});
