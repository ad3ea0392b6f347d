import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { bringFiles, downloadBlobs } from "./bring-files.ts";
import { isFileOfSize } from "./cache/link-blob.ts";
import { listCached } from "./cache/list-cached.ts";
import { AccessDeniedError } from "./errors/access-denied-error.ts";
import { BadResponseError } from "./errors/bad-response-error.ts";
import { DiskSpaceError } from "./errors/disk-space-error.ts";
import { EntryNotFoundError } from "./errors/entry-not-found-error.ts";
import { HubError } from "./errors/hub-error.ts";
import { NetworkError } from "./errors/network-error.ts";
import { NotCachedError } from "./errors/not-cached-error.ts";
import { RepositoryNotFoundError } from "./errors/repository-not-found-error.ts";
import { formatBytes } from "./format-bytes.ts";
import type { Listing, RepoFile } from "./listing.ts";
import type { HubOptions } from "./options.ts";
import type { RepoType } from "./repo.ts";
import type { FileSelection } from "./selection/file-selection.ts";
import { matchingFiles } from "./selection/matching-files.ts";
import { listFiles } from "./server/list-files.ts";
import { openSession, type Session } from "./session.ts";

/** Bytes of a file that a selection may read: an index of weights has at most a few megabytes. */
const MAX_READ_BYTES = 64 * 1024 * 1024;

export interface SnapshotOptions extends HubOptions {
  /** Default `model`. */
  repoType?: RepoType | undefined;
  /** Patterns such as `*.json`, or a selection such as `modelFiles`; default every file. */
  files?: readonly string[] | FileSelection | undefined;
  /** A folder of the repository whose files are all that is chosen from; `""` is the outermost. Default all of it. */
  folder?: string | undefined;
}

/**
 * Brings files of a repository into Hugging Face's cache, as far as they are not there, and gives their folder. Where the hub
 * cannot be asked and the cache has them, they are taken from there.
 *
 * @param repoId such as `HuggingFaceTB/SmolLM2-135M`
 * @returns path of the snapshot: a folder that has the files under their names, and perhaps others of the same commit
 * @throws a HubError: SourceError, RepositoryNotFoundError, RevisionNotFoundError, EntryNotFoundError, AccessDeniedError,
 *   NotCachedError, NetworkError, BadResponseError, IntegrityError or DiskSpaceError
 */
export async function snapshot(repoId: string, options: SnapshotOptions = {}): Promise<string> {
  const { repoType = "model", files = ["*"], folder } = options;
  const session = await openSession(repoId, repoType, options);
  const selection = typeof files === "function" ? files : matchingFiles(files);
  try {
    return await bring(session, selection, folder);
  } catch (error) {
    session.signal.throwIfAborted();
    throw asHubError(error, session);
  }
}

async function bring(session: Session, selection: FileSelection, folder: string | undefined): Promise<string> {
  const { cache, connection, offline, onProgress, repo, revision, signal } = session;
  const cached = await listCached(cache, revision);
  const list = (retries: number) =>
    listFiles({ ...connection, retries }, repo, revision, { folder, signal, onProgress });
  let listing: Listing;
  if (offline) return await serveFromCache(session, selection, cached);
  onProgress({ phase: "resolve", repoId: repo.id });
  try {
    // Where the cache may do, nobody waits for a hub that does not answer.
    listing = await list(cached === null ? connection.retries : 0);
  } catch (error) {
    if (cached === null || !mayServeInstead(error)) throw error;
    const served = await serveFromCache(session, selection, cached).catch(() => null);
    if (served !== null) {
      onProgress({ phase: "cache", repoId: repo.id, reason: error.message });
      return served;
    }
    listing = await list(connection.retries);
  }
  const names = new Map(listing.files.map((file) => [file.path, file]));
  const fileOf = (name: string): RepoFile => {
    const file = names.get(name);
    if (file === undefined) throw new EntryNotFoundError(`${repo.id} has no file ${name} at ${revision}`);
    return file;
  };
  const chosen = await selection({
    repoId: repo.id,
    names: [...names.keys()],
    isWhole: true,
    read: async (name) => {
      const file = fileOf(name);
      requireReadable(file);
      await downloadBlobs(session, listing, [file]);
      return await readFile(cache.blob(file.blobId), "utf8");
    },
  });
  await bringFiles(session, listing, chosen.map(fileOf));
  return cache.snapshot(listing.commit);
}

/** @throws NotCachedError where the cache lacks some of what is wanted */
async function serveFromCache(
  { cache, repo, revision }: Session,
  selection: FileSelection,
  cached: Listing | null,
): Promise<string> {
  const offline = "and the hub may not be asked (HF_HUB_OFFLINE)";
  if (cached === null) {
    const which = revision === "main" ? repo.id : `${repo.id} at ${revision}`;
    throw new NotCachedError(`${which} is not in the cache ${cache.cacheDir}, ${offline}`);
  }
  const { commit, files, isWhole } = cached;
  const folder = cache.snapshot(commit);
  const read = async (name: string) => {
    for (const file of files) if (file.path === name) requireReadable(file);
    return await readFile(join(folder, ...name.split("/")), "utf8");
  };
  const chosen = await selection({ repoId: repo.id, names: files.map(({ path }) => path), isWhole, read });
  for (const name of chosen) {
    const size = files.find(({ path }) => path === name)?.size ?? Number.NaN;
    if (await isFileOfSize(join(folder, ...name.split("/")), size)) continue;
    throw new NotCachedError(`${name} of ${repo.id} is not in the cache ${cache.cacheDir}, ${offline}`);
  }
  return folder;
}

/** Whether an error is one of reaching the hub, and says nothing of what the cache has. */
function mayServeInstead(error: unknown): error is HubError {
  if (error instanceof BadResponseError) return error.status >= 400;
  return [NetworkError, AccessDeniedError, RepositoryNotFoundError].some((kind) => error instanceof kind);
}

function requireReadable({ path, size }: RepoFile): void {
  if (size > MAX_READ_BYTES) {
    throw new BadResponseError(
      `${path} has ${formatBytes(size)}; more than ${formatBytes(MAX_READ_BYTES)} are not read`,
    );
  }
}

/** What the system says of the cache's folder, in a line that says so. */
function asHubError(error: unknown, { cache }: Session): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (HubError.isInstance(error) || typeof code !== "string") return error;
  if (code === "ENOSPC") {
    return new DiskSpaceError(`the disk of ${cache.cacheDir} is full: make room, and the download goes on`, {
      cause: error,
    });
  }
  return new HubError(`the cache ${cache.cacheDir} cannot be used: ${message}; HF_HUB_CACHE names another`, {
    cause: error,
  });
}
