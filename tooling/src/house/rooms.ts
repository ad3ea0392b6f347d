/**
 * Where each package stands. A package may import those of lower floors and no others, so that two on one floor, such as core and
 * engine, know nothing of each other.
 */
const floors: readonly (readonly string[])[] = [
  ["packages/core", "packages/engine", "packages/hub"],
  ["packages/datasets", "packages/models"],
  ["packages/evaluation"],
  ["packages/trainer"],
  ["apps/tui"],
  ["tooling"],
];

/** Pairs that stay apart although they are on different floors. */
const strangers: readonly (readonly [from: string, to: string])[] = [["packages/datasets", "packages/core"]];

/** Floor of a package's folder from 0; undefined where the house has no room for it yet. */
export function floorOf(folder: string): number | undefined {
  const floor = floors.findIndex((rooms) => rooms.includes(folder));
  return floor < 0 ? undefined : floor;
}

/** Whether the files of one package may import another package. */
export function mayImport(from: string, to: string): boolean {
  if (strangers.some(([one, other]) => one === from && other === to)) return false;
  const [lower, higher] = [floorOf(to), floorOf(from)];
  return lower !== undefined && higher !== undefined && lower < higher;
}
