import { stat } from "node:fs/promises";
import { RepositoryNotFoundError } from "./errors/repository-not-found-error.ts";
import { SourceError } from "./errors/source-error.ts";
import { isRepoId } from "./repo.ts";
import { type SnapshotOptions, snapshot } from "./snapshot.ts";

/**
 * A folder for what a user names: a path that is there, else a repository of the hub as `org/name`, of which the files are brought
 * into the cache.
 *
 * @returns the path as it was given, or that of the snapshot
 * @throws SourceError where it is neither; else as `snapshot` does
 */
export async function resolveSource(nameOrPath: string, options: SnapshotOptions = {}): Promise<string> {
  if (await exists(nameOrPath)) return nameOrPath;
  const isPath = /^(?:\.{0,2}[/\\]|~|[A-Za-z]:)/.test(nameOrPath) || !nameOrPath.includes("/");
  if (isPath || !isRepoId(nameOrPath)) {
    throw new SourceError(
      `${nameOrPath || '""'} is neither a folder nor a name on the hub, such as HuggingFaceTB/SmolLM2-135M`,
    );
  }
  try {
    return await snapshot(nameOrPath, options);
  } catch (cause) {
    if (!(cause instanceof RepositoryNotFoundError)) throw cause;
    throw new RepositoryNotFoundError(`there is no folder ${nameOrPath}, and ${cause.message}`, { cause });
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
