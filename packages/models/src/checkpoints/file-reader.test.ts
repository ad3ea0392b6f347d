import { execFileSync } from "node:child_process";
import { mkdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { FileReader } from "./file-reader.ts";

test("bytes at places, into memory of the caller's or of their own", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "f");
  await writeFile(path, Uint8Array.of(1, 2, 3, 4, 5));
  await using file = await FileReader.open(path);
  const into = new Uint8Array(4);
  await file.read(into.subarray(1, 3), 2);
  expect([...into]).toEqual([0, 3, 4, 0]);
  expect([...(await file.bytes(3, 2))]).toEqual([4, 5]);
  await expect(file.bytes(3, 2 ** 50)).rejects.toThrow(
    `${path} is truncated: it has 5 bytes, 1125899906842627 are wanted`,
  );
  await truncate(path, 2);
  await expect(file.read(into, 0)).rejects.toThrow(`${path} ended while it was read`);
});

test.skipIf(process.platform === "win32")("a folder and a pipe are no files, and nothing waits for them", async () => {
  await using folder = await temporaryFolder();
  await mkdir(join(folder.path, "folder"));
  execFileSync("mkfifo", [join(folder.path, "pipe")]);
  for (const name of ["folder", "pipe"])
    await expect(FileReader.open(join(folder.path, name))).rejects.toThrow(`${name} cannot be opened: it is no file`);
});
