import { mkdir, rename, rm } from "node:fs/promises";
import { isFileOfSize } from "../cache/link-blob.ts";
import { lockFile } from "../cache/lock-file.ts";
import type { RepoCache } from "../cache/repo-cache.ts";
import { BadResponseError } from "../errors/bad-response-error.ts";
import { IntegrityError } from "../errors/integrity-error.ts";
import { NetworkError } from "../errors/network-error.ts";
import type { RepoFile } from "../listing.ts";
import type { OnProgress } from "../progress.ts";
import type { Repo } from "../repo.ts";
import type { Connection } from "../server/connection.ts";
import { type Answer, request } from "../server/request.ts";
import { responseError } from "../server/response-error.ts";
import { withRetries } from "../server/retry.ts";
import { IncompleteFile } from "./incomplete-file.ts";

export interface DownloadOptions {
  readonly connection: Connection;
  readonly repo: Repo;
  readonly commit: string;
  readonly cache: RepoCache;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  /** Told how many bytes of the file are there. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Brings a file's blob into the cache, whole and checked, or not at all. What a broken connection or a killed process left is gone
 * on with, and one process at a time downloads a file.
 *
 * @throws NetworkError after too many attempts; IntegrityError where what comes is not what the hub lists; responseError's
 */
export async function downloadBlob(file: RepoFile, options: DownloadOptions): Promise<void> {
  const { connection, cache, signal, onProgress, onBytes } = options;
  const blob = cache.blob(file.blobId);
  const lock = { onWait: () => onProgress({ phase: "wait", file: file.path }), wait: connection.wait, signal };
  await using _lock = await lockFile(cache.lock(file.blobId), lock);
  if (!(await isFileOfSize(blob, file.size))) {
    await mkdir(cache.blobs, { recursive: true });
    const path = cache.incomplete(file.blobId);
    try {
      let most = 0;
      await withRetries(connection, { what: file.path, signal, onProgress }, async (gained) => {
        await using incomplete = await IncompleteFile.open(path, file);
        // A server that begins anew each time gets no further.
        if (most === 0) most = incomplete.length;
        const count = (bytes: number) => {
          if (bytes > most) gained();
          most = Math.max(most, bytes);
          onBytes(bytes);
        };
        await fill(incomplete, file, { ...options, onBytes: count });
        await incomplete.sync();
      });
    } catch (error) {
      // Nothing to go on with.
      if (error instanceof IntegrityError) await rm(path, { force: true });
      throw error;
    }
    await rename(path, blob);
  }
  onBytes(file.size);
}

async function fill(incomplete: IncompleteFile, file: RepoFile, options: DownloadOptions): Promise<void> {
  const { connection, repo, commit, signal, onBytes } = options;
  const { length } = incomplete;
  if (length > 0) onBytes(length);
  if (length < file.size) {
    const folder = repo.type === "dataset" ? "/datasets" : "";
    const name = file.path.split("/").map(encodeURIComponent).join("/");
    const url = `${connection.endpoint}${folder}/${repo.id}/resolve/${commit}/${name}`;
    const headers = length > 0 ? { range: `bytes=${length}-` } : undefined;
    await request(connection, url, { headers, signal }, async (answer) => {
      await prepare(incomplete, file, answer, options);
      for await (const piece of answer.body()) {
        if (incomplete.length + piece.byteLength > file.size) {
          throw new IntegrityError(
            `${file.path} of ${repo.id} is longer than the ${file.size} bytes that the hub lists`,
          );
        }
        await incomplete.append(piece);
        onBytes(incomplete.length);
      }
    });
    if (incomplete.length < file.size) {
      throw new NetworkError(
        `the connection ended after ${incomplete.length} of the ${file.size} bytes of ${file.path}`,
      );
    }
  }
  if (incomplete.isRight()) return;
  // What an earlier process left may be the fault.
  await incomplete.restart();
  if (length > 0) await fill(incomplete, file, options);
  else
    throw new IntegrityError(
      `${file.path} of ${repo.id} came with another hash than the hub lists: try again, or report it`,
    );
}

/** Sees to it that what the answer brings belongs behind what is there. */
async function prepare(
  incomplete: IncompleteFile,
  file: RepoFile,
  { response: { status, headers }, hubHeaders }: Answer,
  { connection, repo, commit }: DownloadOptions,
): Promise<void> {
  const etag = (hubHeaders.get("x-linked-etag") ?? hubHeaders.get("etag") ?? "")
    .replace(/^W\//, "")
    .replaceAll('"', "");
  const isOther = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(etag) && etag !== file.blobId;
  if (status === 416 || ((status === 200 || status === 206) && isOther)) {
    throw new IntegrityError(`${file.path} of ${repo.id} is not the file any more that the hub listed: try again`);
  }
  if (status === 200) {
    // The server gives the whole whatever was asked for.
    if (incomplete.length > 0) await incomplete.restart();
  } else if (status === 206) {
    const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get("content-range") ?? "") ?? [];
    const fits = Number(start) === incomplete.length && (total === "*" || Number(total) === file.size);
    if (!fits)
      throw new BadResponseError(`${file.path} of ${repo.id}: the server gives another part than was asked for`);
  } else if (headers !== hubHeaders) {
    // Another host, which knows nothing of repositories and tokens.
    throw new BadResponseError(`the server of ${file.path} of ${repo.id} answers ${status}`, { status });
  } else throw responseError({ status, headers }, { repo, revision: commit, file: file.path }, connection);
}
