import { dataExtension, isDataFileName } from "../files/data-file-name.ts";

/** File names by the split that they belong to. */
export type SplitFiles = ReadonlyMap<string, readonly string[]>;

/** Words in a folder's or a file's name that stand for a split, as Hugging Face's datasets knows them. */
const words: readonly (readonly [split: string, words: readonly string[]])[] = [
  ["train", ["train", "training"]],
  ["validation", ["validation", "valid", "dev", "val"]],
  ["test", ["test", "testing", "eval", "evaluation"]],
];

/**
 * The splits of a repository that its README says nothing of: `data/SPLIT-00000-of-00003.parquet`, else the words above in
 * the names of folders, else in those of files, else all is `train`.
 * @param names Files of the repository, with `/` between folders
 */
export function splitsByName(names: readonly string[]): SplitFiles {
  const files = ofOneKind(names.filter(isDataFileName));
  const sharded = groupBy(files, (name) => /^data\/([^/]+)-\d{5}-of-\d{5}[^/]*\.[^/]*$/.exec(name)?.[1]);
  if (sharded.size > 0) return sharded;
  const folderOf = (name: string) => name.split("/").slice(0, -1);
  const byFolder = groupBy(files, (name) => splitNamedIn(folderOf(name)));
  if (byFolder.size > 0) return byFolder;
  const byFile = groupBy(files, (name) => splitNamedIn([name.split("/").at(-1)!]));
  if (byFile.size > 0) return byFile;
  return files.length === 0 ? new Map() : new Map([["train", files]]);
}

/** Repositories often hold the same rows twice: of several kinds the most common one counts, Parquet among equals. */
function ofOneKind(names: readonly string[]): string[] {
  const kindOf = (name: string) => dataExtension(name) ?? "";
  const counts = new Map<string, number>();
  for (const name of names) counts.set(kindOf(name), (counts.get(kindOf(name)) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const kinds = [...counts.keys()].filter((kind) => counts.get(kind) === most).sort();
  const chosen = kinds.includes("parquet") ? "parquet" : kinds[0];
  return names.filter((name) => kindOf(name) === chosen).sort();
}

function splitNamedIn(parts: readonly string[]): string | undefined {
  for (const [split, known] of words) {
    const pattern = new RegExp(`(?:^|[-._ 0-9])(?:${known.join("|")})(?:[-._ 0-9]|$)`);
    if (parts.some((part) => pattern.test(part))) return split;
  }
  return undefined;
}

function groupBy(names: readonly string[], splitOf: (name: string) => string | undefined): SplitFiles {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const split = splitOf(name);
    if (split !== undefined) groups.set(split, [...(groups.get(split) ?? []), name]);
  }
  return groups;
}
