import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { HOST_TFJS_SOURCE, withHostTfjs } from "./host-tfjs.ts";

test("a module that asks for tfjs gets the program's own, and nothing is left lying about", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "tfjs.cjs");
  await writeFile(path, HOST_TFJS_SOURCE);
  const tfjs = { version: "of the program" };
  const symbols = Object.getOwnPropertySymbols(globalThis).length;
  expect(withHostTfjs(tfjs, () => createRequire(import.meta.url)(path))).toBe(tfjs);
  expect(Object.getOwnPropertySymbols(globalThis)).toHaveLength(symbols);
});
