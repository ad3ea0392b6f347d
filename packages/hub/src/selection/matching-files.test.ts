import { expect, test } from "vitest";
import { matchingFiles } from "./matching-files.ts";

const names = ["a.json", "a.jsonl", "data/b.json", "data/deep/c.json", "x[1].txt", "README.md"];

/** What Python's fnmatch matches of those. */
test.each<[string, string[]]>([
  ["*.json", ["a.json", "data/b.json", "data/deep/c.json"]],
  ["data/*", ["data/b.json", "data/deep/c.json"]],
  ["data/", ["data/b.json", "data/deep/c.json"]],
  ["?.json", ["a.json"]],
  ["[ab].json*", ["a.json", "a.jsonl"]],
  ["[!b].json", ["a.json"]],
  ["x[[]1].txt", ["x[1].txt"]],
  ["README.md", ["README.md"]],
  ["*", names],
])("%s", async (pattern, wanted) => {
  expect(await matchingFiles([pattern])({ repoId: "r", names, isWhole: true, read: async () => "" })).toEqual(wanted);
});

test("a dot is a dot, and that nothing matches is an error", () => {
  const select = () =>
    matchingFiles(["README?md", "a.jso"])({
      repoId: "org/r",
      names: ["READMEmd"],
      isWhole: true,
      read: async () => "",
    });
  expect(select).toThrow("org/r has no file that matches README?md, a.jso");
});
