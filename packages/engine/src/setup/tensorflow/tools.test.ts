import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SetupError } from "../../errors/setup-error.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { installTensorflow, removeTensorflow } from "./install.ts";
import { requireTools } from "./tools.ts";

async function place(folder: string, ...names: string[]): Promise<void> {
  for (const name of names) {
    await writeFile(join(folder, name), "#!/bin/sh\nexit 0\n");
    await chmod(join(folder, name), 0o755);
  }
}

test.skipIf(process.platform !== "linux")("the compiler is CXX's, else the first that runs", async () => {
  await using folder = await temporaryFolder();
  await place(folder.path, "npm", "clang++", "my-compiler");
  const PATH = folder.path;
  expect(await requireTools({ PATH }, { platform: "linux" })).toEqual({ compiler: "clang++", npm: "npm" });
  const env = { PATH, CXX: "my-compiler" };
  expect(await requireTools(env, { platform: "linux" })).toEqual({ compiler: "my-compiler", npm: "npm" });
});

test("what is missing is named before anything is downloaded", async () => {
  await using folder = await temporaryFolder();
  const env = { PATH: folder.path, NEFTUNE_HOME: folder.path, NEFTUNE_PYTHON: "/no/python" };
  const looking = requireTools(env, { platform: "linux" });
  await expect(looking).rejects.toThrow(/needs a C\+\+ compiler \(there is no g\+\+, .*\) and npm$/);
  await expect(installTensorflow(env)).rejects.toThrow(SetupError);
  expect(await removeTensorflow(env)).toBe(false);
});

test("on a system without such a wheel nothing is tried", async () => {
  await expect(requireTools({}, { platform: "darwin" })).rejects.toThrow("on Linux only");
});
