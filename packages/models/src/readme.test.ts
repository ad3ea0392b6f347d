import { join } from "node:path";
import { expect, test } from "vitest";
import { runReadme } from "./fixtures/run-readme.ts";
import { writeTinyLlama } from "./fixtures/tiny-llama.ts";

test.each([0, 1])("the README's example %d runs and prints what its comments say", async (block) => {
  const setUp = (folder: string) => writeTinyLlama(join(folder, "model"));
  const { printed, promised } = await runReadme(join(import.meta.dirname, ".."), setUp, block);
  expect(promised.length).toBeGreaterThan(0);
  expect(printed).toEqual(promised);
});
