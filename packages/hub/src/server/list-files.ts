import { BadResponseError } from "../errors/bad-response-error.ts";
import { isSafeFileName } from "../file-name.ts";
import type { Listing, RepoFile } from "../listing.ts";
import type { OnProgress } from "../progress.ts";
import { isCommit, type Repo } from "../repo.ts";
import type { Connection } from "./connection.ts";
import { request } from "./request.ts";
import { responseError } from "./response-error.ts";
import { withRetries } from "./retry.ts";

/** Bytes of one page; the hub's have 1,000 files, about 300 bytes each. */
const MAX_PAGE_BYTES = 32 * 1024 * 1024;
const MAX_FILES = 200_000;

export interface ListOptions {
  /** Only the files of this folder of the repository, without those of the folders in it; the whole where it is absent. */
  readonly folder?: string;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/**
 * Asks the hub which commit a revision is and which files it has, with their sizes and hashes.
 *
 * @throws RepositoryNotFoundError, RevisionNotFoundError, AccessDeniedError, NetworkError; BadResponseError for what is no such answer
 */
export async function listFiles(
  connection: Connection,
  repo: Repo,
  revision: string,
  options: ListOptions,
): Promise<Listing> {
  const api = `${connection.endpoint}/api/${repo.type}s/${repo.id}`;
  const ask = (url: string) => getJson(connection, url, { repo, revision }, options);
  const info = (await ask(`${api}/revision/${encodeURIComponent(revision)}`)).json as { sha?: unknown } | null;
  const commit = info?.sha;
  if (typeof commit !== "string" || !isCommit(commit)) {
    throw new BadResponseError(`${connection.endpoint} names no commit of ${repo.id}: it does not seem to be a hub`);
  }
  const { folder } = options;
  const inFolder = folder ? `/${folder.split("/").map(encodeURIComponent).join("/")}` : "";
  let next: string | null = `${api}/tree/${commit}${inFolder}?recursive=${folder === undefined}&expand=false`;
  const files: RepoFile[] = [];
  while (next !== null) {
    const page: { json: unknown; next: string | null } = await ask(next);
    if (!Array.isArray(page.json)) throw new BadResponseError(`${connection.endpoint} lists no files of ${repo.id}`);
    for (const entry of page.json) if (entry?.type === "file") files.push(parseFile(entry, repo));
    if (files.length > MAX_FILES) throw new BadResponseError(`${repo.id} lists more than ${MAX_FILES} files`);
    next = page.next;
  }
  return { commit, files, isWhole: folder === undefined };
}

function parseFile(entry: Record<string, unknown>, { id }: Repo): RepoFile {
  const { path } = entry;
  if (typeof path !== "string" || !isSafeFileName(path)) {
    throw new BadResponseError(`${id} lists a file ${JSON.stringify(path)}, a name that leads out of its folder`);
  }
  const lfs = entry.lfs as { oid?: unknown; size?: unknown } | undefined;
  const [blobId, size] = lfs ? [lfs.oid, lfs.size] : [entry.oid, entry.size];
  const isHash = typeof blobId === "string" && (lfs ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{40}$/).test(blobId);
  if (!isHash || !Number.isSafeInteger(size) || (size as number) < 0) {
    throw new BadResponseError(`${id} lists ${path} without a size and a hash`);
  }
  return { path, size: size as number, blobId };
}

/** @returns the answer, and the address of the page after it where there is one */
async function getJson(
  connection: Connection,
  url: string,
  asked: { repo: Repo; revision: string },
  { signal, onProgress }: ListOptions,
): Promise<{ json: unknown; next: string | null }> {
  return await withRetries(connection, { what: asked.repo.id, signal, onProgress }, () =>
    request(connection, url, { signal }, async ({ response, body }) => {
      if (!response.ok) throw responseError(response, asked, connection);
      const text = await readText(body(), url);
      return { json: parse(text, url), next: nextPage(response.headers.get("link"), connection) };
    }),
  );
}

async function readText(body: AsyncIterable<Uint8Array>, url: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.byteLength;
    if (bytes > MAX_PAGE_BYTES) throw new BadResponseError(`${url} answers more than ${MAX_PAGE_BYTES} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

function parse(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BadResponseError(`${url} does not answer in JSON: it does not seem to be a hub`, { cause });
  }
}

function nextPage(link: string | null, { endpoint }: Connection): string | null {
  const next = /<([^>]+)>\s*;\s*rel="?next"?/.exec(link ?? "")?.[1];
  // A mirror may name the hub that it mirrors.
  if (next === undefined || !URL.canParse(next, endpoint)) return null;
  const { pathname, search } = new URL(next, endpoint);
  return `${new URL(endpoint).origin}${pathname}${search}`;
}
