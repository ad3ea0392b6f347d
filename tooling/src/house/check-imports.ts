import { cruise } from "dependency-cruiser";
import { importRules, type Room } from "./import-rules.ts";
import { floorOf } from "./rooms.ts";

/** The export condition that leads from a package's name to its source. */
const sourceCondition = "@neftune/source";

export interface ImportsReport {
  /** Own source files that were read, from the root. */
  readonly files: readonly string[];
  /** A line for each import that breaks a rule. */
  readonly faults: readonly string[];
}

/** Reads every import of the rooms' sources, types included, and holds it against the rules of the house. */
export async function checkImports(root: string, rooms: readonly Room[]): Promise<ImportsReport> {
  const { output } = await cruise(
    rooms.map(({ folder }) => `${folder}/src`),
    {
      baseDir: root,
      validate: true,
      ruleSet: { forbidden: importRules(rooms) },
      tsPreCompilationDeps: true,
      doNotFollow: { path: ["node_modules", "/dist/"] },
      enhancedResolveOptions: {
        exportsFields: ["exports"],
        conditionNames: [sourceCondition, "types", "import", "node", "default"],
        extensions: [".ts", ".tsx", ".js", ".json"],
      },
    },
  );
  if (typeof output === "string") throw new Error(output);
  const homeless = rooms.filter(({ folder }) => floorOf(folder) === undefined);
  return {
    files: output.modules
      .map(({ source }) => source)
      .filter((source) => rooms.some(({ folder }) => source.startsWith(`${folder}/`))),
    faults: [
      ...homeless.map(({ folder }) => `${folder} has no room in the house yet: give it one in rooms.ts`),
      ...output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
    ],
  };
}

/** The source files that a package.json's exports name, from the root. */
export function entriesOf(folder: string, exports: Readonly<Record<string, unknown>> = {}): string[] {
  return Object.values(exports)
    .map((target) => (target as Record<string, string>)[sourceCondition])
    .filter((path) => path !== undefined)
    .map((path) => path.replace(/^\./, folder));
}
