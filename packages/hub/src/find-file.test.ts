import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { EntryNotFoundError } from "./errors/entry-not-found-error.ts";
import { SourceError } from "./errors/source-error.ts";
import { findFile } from "./find-file.ts";
import { workplace } from "./fixtures/download.ts";

const repos = {
  "datasets/org/rows": { files: { "README.md": "rows", "data/train.json": "[1]", "data/old/x.json": "[]" } },
};

test("one file, and only its own folder is looked through", async () => {
  await using place = await workplace(repos);
  const options = { ...place.options, repoType: "dataset" as const };
  expect(await readFile(await findFile("org/rows", "data/train.json", options), "utf8")).toBe("[1]");
  expect(await readFile(await findFile("org/rows", "README.md", options), "utf8")).toBe("rows");
  const listings = place.hub.seen.filter(({ path }) => path.includes("/tree/"));
  expect(listings.map(({ path }) => path.replace(/.*tree\/\w+/, ""))).toEqual(["/data", ""]);
  expect(await findFile("org/rows", "README.md", { ...options, offline: true })).toContain("README.md");
});

test("one that is not there, and one that cannot be", async () => {
  await using place = await workplace(repos);
  const options = { ...place.options, repoType: "dataset" as const };
  await expect(findFile("org/rows", "data/test.json", options)).rejects.toThrow(EntryNotFoundError);
  await expect(findFile("org/rows", "../../x", options)).rejects.toThrow(SourceError);
});
