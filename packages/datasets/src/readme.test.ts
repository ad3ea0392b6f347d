import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const packageFolder = join(import.meta.dirname, "..");
const readme = readFileSync(join(packageFolder, "README.md"), "utf8");
const examples = Array.from(readme.matchAll(/```ts\n(.*?)```/gs), ([, example]) => example!);

/** What the comments say is printed: one after each `console.log`, or all in the last lines. */
function promises(example: string): string[] {
  const besides = Array.from(example.matchAll(/console\.log\(.*\); \/\/ (.*)/g), ([, printed]) => printed!);
  const last = /((?:^\/\/ .*\n)+)$/m.exec(example)?.[1] ?? "";
  return [...besides, ...last.split("\n").filter((line) => line !== "")].map((line) => line.replace(/^\/\/ /, ""));
}

test.each(examples.map((example, index) => [index + 1, example] as const))(
  "the README's example %i runs and prints what its comments say",
  async (_, example) => {
    // Inside the package, so that it finds the package by its own name.
    const folder = await mkdtemp(join(packageFolder, ".readme-"));
    try {
      await writeFile(join(folder, "example.ts"), example);
      const args = ["--conditions=@neftune/source", join(folder, "example.ts")];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      expect(promises(example).length).toBeGreaterThan(0);
      expect(stdout.trim().split("\n")).toEqual(promises(example));
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
