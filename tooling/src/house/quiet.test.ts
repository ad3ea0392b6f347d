import { expect, test } from "vitest";
import { programUses } from "./quiet.ts";

test("finds printing, arguments and exits, with their lines", () => {
  const text = [
    'import { exit } from "node:process";',
    'console.log("a");',
    'globalThis.console.error("a");',
    'if (process.argv.includes("--loud")) process["exit"](1);',
    'process.stdout.write("a");',
  ].join("\n");
  expect(programUses("a.ts", text)).toEqual([
    "1: exit",
    "2: console.log",
    "3: console.error",
    "4: process.argv",
    "4: process.exit",
    "5: process.stdout",
  ]);
});

test("leaves comments, texts and the rest of process alone", () => {
  const text = [
    "// console.log is for apps",
    'const hint = "process.exit";',
    "const { rss } = process.memoryUsage();",
    "export const print = options.console.log;",
  ].join("\n");
  expect(programUses("a.ts", text)).toEqual([]);
});
