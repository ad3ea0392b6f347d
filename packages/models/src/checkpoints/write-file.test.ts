import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { copyFileWhole, writeFileWhole, writeFully } from "./write-file.ts";

test("a file that could not be finished is not there, and the old one still is", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "config.json");
  await writeFile(path, "old");
  const failure = writeFileWhole(path, async (handle) => {
    await handle.writeFile("half of the n");
    throw new Error("no space left");
  });
  await expect(failure).rejects.toThrow("no space left");
  expect(await readdir(folder.path)).toEqual(["config.json"]);
  expect(await readFile(path, "utf8")).toBe("old");
});

test("a file that cannot take its place leaves nothing beside it", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "config.json");
  await mkdir(path);
  await expect(writeFileWhole(path, async () => {})).rejects.toThrow();
  expect(await readdir(folder.path)).toEqual(["config.json"]);
});

test("a copy onto itself changes nothing, and a missing file is no copy", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "tokenizer.json");
  await writeFile(path, "{}");
  await copyFileWhole(path, join(folder.path, ".", "tokenizer.json"));
  await copyFileWhole(join(folder.path, "vocab.json"), join(folder.path, "copy.json"));
  await copyFileWhole(path, join(folder.path, "other.json"));
  expect((await readdir(folder.path)).sort()).toEqual(["other.json", "tokenizer.json"]);
  expect(await readFile(join(folder.path, "other.json"), "utf8")).toBe("{}");
});

test("a system that takes a few bytes at a time gets them all", async () => {
  const taken: number[] = [];
  const write = async (bytes: Uint8Array, offset: number, length: number) => {
    const bytesWritten = Math.min(3, length);
    taken.push(...bytes.subarray(offset, offset + bytesWritten));
    return { bytesWritten, buffer: bytes };
  };
  await writeFully({ write } as Parameters<typeof writeFully>[0], Uint8Array.of(1, 2, 3, 4, 5, 6, 7));
  expect(taken).toEqual([1, 2, 3, 4, 5, 6, 7]);
});
