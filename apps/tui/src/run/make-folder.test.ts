import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@neftune/models/fixtures";
import { expect, test } from "vitest";
import { makeFolder } from "./make-folder.ts";

test("a folder is made with those above it, or is there already", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "a/b/c");
  await makeFolder(path);
  await makeFolder(path);
  expect(existsSync(path)).toBe(true);
});

test("a file is no folder, nor is there one below it", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "file");
  await writeFile(file, "");
  await expect(makeFolder(file)).rejects.toThrow("EEXIST");
  await expect(makeFolder(join(file, "a"))).rejects.toThrow("ENOTDIR");
});

test.skipIf(!existsSync("/proc/self"))("where no folder can be made, that is said and not tried for ever", async () => {
  await expect(makeFolder("/proc/a/b")).rejects.toThrow("ENOENT");
});
