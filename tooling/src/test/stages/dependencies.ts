import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkImports, entriesOf } from "../../house/check-imports.ts";
import { programUses } from "../../house/quiet.ts";
import { type Check, resultOf, type Stage } from "../stage.ts";
import type { Workspace } from "../workspace.ts";

/** Fewer files than this and the tool has not seen the house: it passes on nothing where it cannot read TypeScript. */
const fewestFiles = 50;

/** The rules of the house: which package may import which, and that only apps print, read arguments and exit. */
export const dependencies: Stage = {
  name: "dependencies",
  run: async (workspace) => resultOf([await importsCheck(workspace), quietCheck(workspace)]),
};

async function importsCheck({ root, packages }: Workspace): Promise<Check> {
  const rooms = packages.map(({ folder, json }) => ({ folder, entries: entriesOf(folder, json.exports) }));
  const { files, faults } = await checkImports(root, rooms);
  const unseen = rooms.filter(({ folder }) => !files.some((file) => file.startsWith(`${folder}/`)));
  const blind = files.length < fewestFiles || unseen.length > 0;
  const output = [...faults, ...(blind ? [`only ${files.length} files were read`] : [])].join("\n");
  return { name: "direction of imports", passed: output === "", output };
}

function quietCheck({ root }: Workspace): Check {
  const files = globSync("packages/*/src/**/*.{ts,tsx}", { cwd: root });
  const sources = files.filter((file) => !/\.test\.tsx?$|\/fixtures\//.test(file)).sort();
  const output = sources
    .flatMap((file) => programUses(file, readFileSync(join(root, file), "utf8")).map((use) => `${file}:${use}`))
    .join("\n");
  return { name: "packages neither print nor read arguments nor exit", passed: output === "", output };
}
