import { stat } from "node:fs/promises";
import { join } from "node:path";
import { isFileOfSize, linkBlob } from "./cache/link-blob.ts";
import { writeRef } from "./cache/refs.ts";
import { downloadBlob } from "./download/download-blob.ts";
import { runBounded } from "./download/run-bounded.ts";
import { DiskSpaceError } from "./errors/disk-space-error.ts";
import { formatBytes } from "./format-bytes.ts";
import type { Listing, RepoFile } from "./listing.ts";
import type { Session } from "./session.ts";

/** Downloads what the cache lacks of these files, and puts them into the snapshot once all are there. */
export async function bringFiles(session: Session, listing: Listing, files: readonly RepoFile[]): Promise<void> {
  const { cache, revision, symlinks } = session;
  const folder = cache.snapshot(listing.commit);
  const pathOf = ({ path }: RepoFile) => join(folder, ...path.split("/"));
  const isThere = await Promise.all(files.map((file) => isFileOfSize(pathOf(file), file.size)));
  const lacking = files.filter((_, index) => !isThere[index]);
  await downloadBlobs(session, listing, lacking);
  for (const file of lacking) await linkBlob(cache.blob(file.blobId), pathOf(file), { symlinks });
  await writeRef(cache, revision, listing.commit).catch((error) => {
    // A cache that holds all of it may be one that must not be written to.
    if (lacking.length > 0) throw error;
  });
}

/** Downloads the blobs that the cache lacks, several at a time. @throws DiskSpaceError before anything is downloaded */
export async function downloadBlobs(session: Session, { commit }: Listing, files: readonly RepoFile[]): Promise<void> {
  const { cache, maxWorkers, onProgress, repo, signal } = session;
  const missing = new Map<string, RepoFile>();
  for (const file of files) {
    if (!(await isFileOfSize(cache.blob(file.blobId), file.size))) missing.set(file.blobId, file);
  }
  if (missing.size === 0) return;
  const wanted = [...missing.values()];
  const allTotal = wanted.reduce((sum, { size }) => sum + size, 0);
  const there = new Map<RepoFile, number>();
  for (const file of wanted) there.set(file, await sizeOf(cache.incomplete(file.blobId), file.size));
  const allBytes = () => [...there.values()].reduce((sum, bytes) => sum + bytes, 0);
  await requireSpace(session, allTotal - allBytes());
  await runBounded(wanted, { limit: maxWorkers, signal }, async (file, either) => {
    const onBytes = (bytes: number) => {
      there.set(file, bytes);
      const { path, size } = file;
      onProgress({
        phase: "download",
        repoId: repo.id,
        file: path,
        bytes,
        total: size,
        allBytes: allBytes(),
        allTotal,
      });
    };
    await downloadBlob(file, { ...session, commit, signal: either, onBytes });
  });
}

/** Bytes that an earlier download left of a file. */
async function sizeOf(path: string, limit: number): Promise<number> {
  const found = await stat(path).catch(() => null);
  return Math.min(found?.size ?? 0, limit);
}

async function requireSpace({ cache, freeBytes, repo }: Session, bytes: number): Promise<void> {
  const free = await freeBytes(cache.blobs);
  if (free === null || bytes <= free) return;
  throw new DiskSpaceError(
    `${repo.id} needs ${formatBytes(bytes)} more on the disk of ${cache.cacheDir}, where ${formatBytes(free)} are free: make ` +
      "room, or name another folder in HF_HUB_CACHE",
  );
}
