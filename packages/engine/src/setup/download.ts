import { open, rename, rm, stat } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { SetupError } from "../errors/setup-error.ts";

export interface DownloadOptions {
  readonly onBytes?: (done: number, total: number | null) => void;
  readonly signal?: AbortSignal;
  /** How often a transfer that breaks off is taken up again; default 3. */
  readonly retries?: number;
}

/** A transfer that brings nothing for so long has broken off. */
const SILENCE_MS = 60_000;

/**
 * Downloads into `path`, by way of `path`.part: what is there already is not fetched again where the server can go on from it.
 *
 * @throws SetupError when the server refuses or does not answer; the signal's reason when it is aborted. The part stays.
 */
export async function download(url: string, path: string, options: DownloadOptions = {}): Promise<void> {
  const { signal, retries = 3 } = options;
  for (let attempt = 0; ; attempt++) {
    try {
      await transfer(url, `${path}.part`, options);
      break;
    } catch (error) {
      signal?.throwIfAborted();
      if (SetupError.isInstance(error)) throw error;
      if (attempt >= retries)
        throw new SetupError(`the download of ${hostless(url)} broke off: ${reason(error)}`, { cause: error });
      await wait(2 ** attempt * 200, undefined, { signal });
    }
  }
  await rename(`${path}.part`, path);
}

/** @throws SetupError for an answer that another attempt would not better */
async function transfer(url: string, part: string, { onBytes, signal }: DownloadOptions): Promise<void> {
  const have = await sizeOf(part);
  const silence = new AbortController();
  const request = AbortSignal.any(signal ? [signal, silence.signal] : [silence.signal]);
  const timer = setTimeout(() => silence.abort(new Error("the server has fallen silent")), SILENCE_MS);
  try {
    const headers = have > 0 ? { range: `bytes=${have}-`, "accept-encoding": "identity" } : undefined;
    const response = await fetch(url, { signal: request, headers });
    const goesOn = response.status === 206 && contentRange(response)?.start === have;
    if (have > 0 && !goesOn && (response.status === 416 || response.status === 206)) {
      // The part is longer than the file, or another one's: begin anew.
      await response.body?.cancel();
      await rm(part);
      throw new Error(`the server does not go on from byte ${have}`);
    }
    if (!response.ok || response.body === null)
      throw new SetupError(`the server answers ${response.status} for ${hostless(url)}`);
    await write(response.body, response, goesOn ? have : 0);
  } finally {
    clearTimeout(timer);
  }

  async function write(body: ReadableStream<Uint8Array>, response: Response, start: number): Promise<void> {
    const length = Number(response.headers.get("content-length") ?? Number.NaN);
    const total = contentRange(response)?.total ?? (Number.isFinite(length) ? start + length : null);
    await using file = await open(part, start > 0 ? "a" : "w");
    let done = start;
    onBytes?.(done, total);
    for await (const chunk of body) {
      timer.refresh();
      await file.writeFile(chunk);
      done += chunk.length;
      onBytes?.(done, total);
    }
    if (total !== null && done < total) throw new Error(`it ended at byte ${done} of ${total}`);
    await file.sync();
  }
}

function contentRange(response: Response): { start: number; total: number | null } | null {
  const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get("content-range") ?? "");
  return match && { start: Number(match[1]), total: match[2] === "*" ? null : Number(match[2]) };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

/** The file's name: an address may hold a password. */
function hostless(url: string): string {
  return new URL(url).pathname.split("/").at(-1) ?? "";
}

function reason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
