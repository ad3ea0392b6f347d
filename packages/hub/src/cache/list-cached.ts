import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { isSafeFileName } from "../file-name.ts";
import type { Listing, RepoFile } from "../listing.ts";
import { readRef } from "./refs.ts";
import type { RepoCache } from "./repo-cache.ts";

/**
 * What the cache has of a revision, without the hub: all files of the commit where Python has noted them, else those that are in
 * the snapshot. Null where it has nothing. Blobs' hashes are not known then, nor needed.
 */
export async function listCached(cache: RepoCache, revision: string): Promise<Listing | null> {
  const commit = await readRef(cache, revision);
  if (commit === null) return null;
  const folder = cache.snapshot(commit);
  const files = await filesIn(folder);
  if (files.length === 0) return null;
  const tree = await readTree(cache.tree(commit));
  return tree === null ? { commit, files, isWhole: false } : { commit, files: tree, isWhole: true };
}

async function filesIn(folder: string): Promise<RepoFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = await Promise.all(
    entries.map(async (entry): Promise<RepoFile[]> => {
      const path = join(entry.parentPath, entry.name);
      const found = await stat(path).catch(() => null);
      if (found?.isFile() !== true) return [];
      return [{ path: relative(folder, path).split(sep).join("/"), size: found.size, blobId: "" }];
    }),
  );
  return files.flat();
}

/** Null where Python has noted nothing, or something of another format. */
async function readTree(path: string): Promise<RepoFile[] | null> {
  try {
    const { format_version, files } = JSON.parse(await readFile(path, "utf8")) as {
      format_version: unknown;
      files: Record<string, { size: number; blob_id: string; lfs_sha256?: string }>;
    };
    if (format_version !== 1) return null;
    return Object.entries(files)
      .filter(([name]) => isSafeFileName(name))
      .map(([name, { size, blob_id, lfs_sha256 }]) => ({ path: name, size, blobId: lfs_sha256 ?? blob_id }));
  } catch {
    return null;
  }
}
