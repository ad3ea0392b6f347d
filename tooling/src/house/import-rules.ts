import type { IForbiddenRuleType } from "dependency-cruiser";
import { mayImport } from "./rooms.ts";

/** A package as the rules see it. */
export interface Room {
  /** Path from the root, such as `packages/core`. */
  readonly folder: string;
  /** Source files that the package exports, from the root. */
  readonly entries: readonly string[];
}

/** What dependency-cruiser is to forbid in a house of these rooms. */
export function importRules(rooms: readonly Room[]): IForbiddenRuleType[] {
  const others = (from: Room) => rooms.filter((room) => room !== from);
  return [
    { name: "no circles", severity: "error", from: {}, to: { circular: true } },
    { name: "everything resolves", severity: "error", from: {}, to: { couldNotResolve: true } },
    ...rooms.flatMap((from): IForbiddenRuleType[] => {
      const path = others(from)
        .filter(({ folder }) => !mayImport(from.folder, folder))
        .map(({ folder }) => startOf(folder));
      // No pattern at all would match everything.
      if (path.length === 0) return [];
      const name = `direction of imports from ${from.folder}`;
      return [{ name, severity: "error", from: { path: startOf(from.folder) }, to: { path } }];
    }),
    ...rooms.map(
      (from): IForbiddenRuleType => ({
        name: `only what another package exports, from ${from.folder}`,
        severity: "error",
        from: { path: startOf(from.folder) },
        to: {
          path: others(from).map(({ folder }) => startOf(folder)),
          pathNot: others(from).flatMap(({ entries }) => entries.map((entry) => exactly(entry))),
        },
      }),
    ),
  ];
}

function startOf(folder: string): string {
  return `^${folder}/`;
}

function exactly(path: string): string {
  return `^${path.replaceAll(".", "\\.")}$`;
}
