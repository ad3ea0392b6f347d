import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { workplace } from "./fixtures/download.ts";

const packageFolder = join(import.meta.dirname, "..");

test("the README's example runs and prints what its comments say", async () => {
  await using place = await workplace({
    "org/tiny": {
      files: { "config.json": "{}", "model.safetensors": "weights", "README.md": "tiny" },
      revisions: ["v1"],
    },
    "datasets/org/rows": { files: { "data/train.json": "[]" } },
  });
  const readme = await readFile(join(packageFolder, "README.md"), "utf8");
  const example = /```ts\n(.*?)```/s.exec(readme)![1]!;
  const promised = [...example.matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map((match) => match[1]);
  // Inside the package, so that it finds the package by its own name.
  const folder = await mkdtemp(join(packageFolder, ".readme-"));
  try {
    await writeFile(join(folder, "example.ts"), example);
    const args = ["--conditions=@neftune/source", "example.ts"];
    const env = { ...process.env, ...place.options.env, HF_TOKEN: "" };
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env });
    expect(promised.length).toBeGreaterThan(0);
    expect(stdout.trim().split("\n")).toEqual(promised);
  } finally {
    await rm(folder, { recursive: true });
  }
});
