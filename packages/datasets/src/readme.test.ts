import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const packageFolder = join(import.meta.dirname, "..");

test("the README's example runs and prints what its comments say", async () => {
  const readme = await readFile(join(packageFolder, "README.md"), "utf8");
  const example = /```ts\n(.*?)```/s.exec(readme)![1]!;
  const promised = [...example.matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map((match) => match[1]);
  // Inside the package, so that it finds the package by its own name.
  const folder = await mkdtemp(join(packageFolder, ".readme-"));
  try {
    await writeFile(join(folder, "example.ts"), example);
    const args = ["--conditions=@neftune/source", join(folder, "example.ts")];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(promised.length).toBeGreaterThan(0);
    expect(stdout.trim().split("\n")).toEqual(promised);
  } finally {
    await rm(folder, { recursive: true });
  }
});
