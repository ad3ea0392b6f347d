import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkImports, entriesOf } from "./check-imports.ts";

const exports = { ".": { "@neftune/source": "./src/index.ts", default: "./dist/index.js" } };
let root: string;

/** A small house with a package that breaks each rule. */
const sources: Readonly<Record<string, string>> = {
  "packages/core/package.json": JSON.stringify({ name: "@neftune/core", exports }),
  "packages/core/src/index.ts": 'export { a } from "./a.ts";\nexport const key = 1;',
  "packages/core/src/a.ts": 'import type { key } from "./index.ts";\nexport const a: typeof key = 1;',
  "packages/engine/package.json": JSON.stringify({ name: "@neftune/engine", exports }),
  "packages/engine/src/index.ts": 'import type { a } from "@neftune/core";\nexport type A = typeof a;',
  "packages/models/package.json": JSON.stringify({ name: "@neftune/models", exports }),
  "packages/models/src/index.ts": [
    'export { a } from "@neftune/core";',
    'export { a as deep } from "../../core/src/a.ts";',
    'export { lost } from "@neftune/lost";',
  ].join("\n"),
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "neftune-house-"));
  for (const [path, text] of Object.entries(sources)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  await mkdir(join(root, "node_modules/@neftune"), { recursive: true });
  await symlink(join(root, "packages/core"), join(root, "node_modules/@neftune/core"), "dir");
});
afterAll(() => rm(root, { recursive: true }));

test("finds circles, imports in the wrong direction, deep imports and what does not resolve, types included", async () => {
  const folders = ["packages/core", "packages/engine", "packages/models"];
  const rooms = folders.map((folder) => ({ folder, entries: entriesOf(folder, exports) }));
  const { files, faults } = await checkImports(root, rooms);
  expect(files).toHaveLength(4);
  expect(faults.toSorted()).toEqual([
    "direction of imports from packages/engine: packages/engine/src/index.ts → packages/core/src/index.ts",
    "everything resolves: packages/models/src/index.ts → @neftune/lost",
    expect.stringMatching(/^no circles: packages\/core\/src\/(a|index)\.ts → packages\/core\/src\/(a|index)\.ts$/),
    "only what another package exports, from packages/models: packages/models/src/index.ts → packages/core/src/a.ts",
  ]);
});
