import { mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { SetupError } from "../errors/setup-error.ts";
import { download } from "./download.ts";
import type { Environment } from "./environment.ts";
import type { SetupOptions } from "./progress.ts";
import { type Python, requirePip } from "./python.ts";
import { pipMessage, resolveWheel, selection, type WheelLocation, type WheelRequest } from "./resolve-wheel.ts";
import { sha256Of } from "./sha256.ts";

/** A wheel on this machine, whose hash was checked. */
export interface DownloadedWheel {
  readonly path: string;
  /** Such as `2026.4.1`. */
  readonly version: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

/**
 * Brings the wheel that pip would install into `folder`: pip tells which, it is downloaded from there with what an earlier
 * attempt left, and pip itself downloads where that fails, since only pip knows the passwords and proxies of its index.
 *
 * @throws SetupError when there is no pip, no such wheel, no connection, or its hash is another than the index says
 */
export async function downloadWheel(
  request: WheelRequest,
  { env, folder, onProgress, signal }: SetupOptions & { env: Environment; folder: string },
): Promise<DownloadedWheel> {
  const python = await requirePip(env, request.requirement, signal);
  await mkdir(folder, { recursive: true });
  onProgress?.({ phase: "resolve", requirement: request.requirement });
  const location = await resolveWheel(python, request, { folder: join(folder, "target"), signal });
  const path = location === null ? await pipDownload() : await fetchWheel(location);
  const file = path.slice(folder.length + 1);
  onProgress?.({ phase: "check", file });
  const sha256 = await sha256Of(path, signal);
  if (location?.sha256 && sha256 !== location.sha256) {
    await rm(path);
    throw new SetupError(`${file} has the SHA-256 ${sha256}, the index says ${location.sha256}: it was thrown away`);
  }
  return { path, version: wheelVersion(file), sha256 };

  async function fetchWheel({ url, file, sha256 }: WheelLocation): Promise<string> {
    const path = join(folder, file);
    // One that nobody can check is fetched again.
    if (sha256 !== null && (await exists(path))) return path;
    if (!/^https?:/.test(url)) return await pipDownload(file);
    try {
      const onBytes = (done: number, total: number | null) => onProgress?.({ phase: "download", file, done, total });
      await download(url, path, { signal, onBytes });
      return path;
    } catch (error) {
      if (!SetupError.isInstance(error)) throw error;
      return await pipDownload(file).catch((second: Error) => {
        signal?.throwIfAborted();
        throw new SetupError(`${error.message}; ${second.message}`, { cause: error });
      });
    }
  }

  async function pipDownload(file = request.requirement): Promise<string> {
    onProgress?.({ phase: "download", file, done: 0, total: null });
    const beside = await mkdtemp(join(folder, "pip-"));
    try {
      await runPip(python, ["download", "--dest", beside, ...selection(request)], signal);
      const wheel = (await readdir(beside)).find((name) => name.endsWith(".whl"));
      if (wheel === undefined) throw new SetupError(`pip downloaded no wheel of ${request.requirement}`);
      await rename(join(beside, wheel), join(folder, wheel));
      return join(folder, wheel);
    } finally {
      await rm(beside, { recursive: true, force: true });
    }
  }
}

async function runPip(python: Python, args: readonly string[], signal: AbortSignal | undefined): Promise<void> {
  const result = await python(["-m", "pip", ...args], signal);
  if (result?.code !== 0) throw new SetupError(`pip cannot download it: ${pipMessage(result?.stderr ?? "")}`);
}

/** Of `name-version-…whl`. */
function wheelVersion(file: string): string {
  return file.split("-")[1] ?? "unknown";
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
