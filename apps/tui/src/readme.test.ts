import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { exampleScreen } from "./fixtures/example-screen.tsx";
import { parseArguments } from "./options/parse-arguments.ts";
import { trainKeys } from "./options/train-keys.ts";
import { trainingRequest } from "./options/training-request.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test("the README's screen is what the command draws", () => {
  expect(/```text\n([\s\S]*?)\n```/.exec(readme)?.[1]).toBe(exampleScreen());
});

test("the README's flags are understood", () => {
  const command = /npx neftune train (--[\s\S]*?)\n```/.exec(readme)![1]!;
  const { flags } = parseArguments(command.replaceAll("\\\n", " ").split(/\s+/), trainKeys);
  expect(trainingRequest(flags).config).toMatchObject({ evalStrategy: "steps", neftuneNoiseAlpha: 5 });
});
