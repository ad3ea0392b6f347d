import { join, posix } from "node:path";
import { EntryNotFoundError } from "./errors/entry-not-found-error.ts";
import { SourceError } from "./errors/source-error.ts";
import { isSafeFileName } from "./file-name.ts";
import { type SnapshotOptions, snapshot } from "./snapshot.ts";

/**
 * Brings one file of a repository into the cache, where it is not there.
 *
 * @param file its name, such as `data/train.json`
 * @returns its path
 * @throws as `snapshot` does; EntryNotFoundError where the repository has no such file
 */
export async function findFile(
  repoId: string,
  file: string,
  options: Omit<SnapshotOptions, "files" | "folder"> = {},
): Promise<string> {
  if (!isSafeFileName(file)) throw new SourceError(`${JSON.stringify(file)} is no name of a file of a repository`);
  const folder = posix.dirname(file);
  const path = await snapshot(repoId, {
    ...options,
    folder: folder === "." ? "" : folder,
    files: ({ names, isWhole }) => {
      if (isWhole && !names.includes(file)) throw new EntryNotFoundError(`${repoId} has no file ${file}`);
      return [file];
    },
  });
  return join(path, ...file.split("/"));
}
