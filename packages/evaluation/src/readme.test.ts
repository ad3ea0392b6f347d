import { join } from "node:path";
import { runReadme, writeTinyLlama } from "@neftune/models/fixtures";
import { expect, test } from "vitest";

test("the README's example runs and prints what its comments say", async () => {
  const { printed, promised } = await runReadme(join(import.meta.dirname, ".."), (folder) =>
    writeTinyLlama(join(folder, "model")),
  );
  expect(promised.length).toBeGreaterThan(0);
  expect(printed).toEqual(promised);
});
