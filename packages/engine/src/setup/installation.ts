import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "./cache-folder.ts";
import type { Environment } from "./environment.ts";

/** A runtime in our cache. */
export interface Installation {
  /** Where its files are. */
  readonly folder: string;
  readonly version: string;
}

/** Written last: a folder with it is whole. */
const MANIFEST = "installed.json";

/** Folder of all versions of a runtime. */
export function runtimeFolder(name: string, env: Environment): string {
  return join(cacheFolder(env), "runtimes", name);
}

/** The newest whole version of a runtime in the cache; null where there is none. */
export async function findInstallation(name: string, env: Environment): Promise<Installation | null> {
  const root = runtimeFolder(name, env);
  const versions = (await readdir(root).catch(() => [])).filter((entry) => !entry.startsWith("."));
  for (const entry of versions.sort((a, b) => b.localeCompare(a, "en", { numeric: true }))) {
    const version = await installedVersion(join(root, entry));
    if (version !== null) return { folder: join(root, entry), version };
  }
  return null;
}

/**
 * Puts a version of a runtime in its place: `fill` gets an empty folder beside it, which is renamed when it is whole. Other
 * versions are removed, and so is what was left half made. To be called under the runtime's lock.
 */
export async function placeInstallation(
  name: string,
  { env, version }: { env: Environment; version: string },
  fill: (folder: string) => Promise<void>,
): Promise<Installation> {
  const root = runtimeFolder(name, env);
  const beside = join(root, `.part-${randomUUID()}`);
  const folder = join(root, version);
  await mkdir(root, { recursive: true });
  for (const entry of await readdir(root)) if (entry.startsWith(".")) await removeFolder(join(root, entry));
  try {
    await mkdir(beside);
    await fill(beside);
    await writeFile(join(beside, MANIFEST), `${JSON.stringify({ name, version })}\n`, { flush: true });
    await moveAside(folder, root);
    await rename(beside, folder);
  } finally {
    await removeFolder(beside);
  }
  for (const entry of await readdir(root)) if (entry !== version) await moveAside(join(root, entry), root);
  return { folder, version };
}

/** @returns whether there was anything to remove */
export async function removeInstallation(name: string, env: Environment): Promise<boolean> {
  const root = runtimeFolder(name, env);
  const entries = await readdir(root).catch(() => []);
  for (const entry of entries) await moveAside(join(root, entry), root);
  await rm(root, { recursive: true, force: true, maxRetries: 3 });
  return entries.some((entry) => !entry.startsWith("."));
}

/** Renamed first, so that one half removed is never found. */
async function moveAside(folder: string, root: string): Promise<void> {
  const aside = join(root, `.old-${randomUUID()}`);
  try {
    await rename(folder, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  await removeFolder(aside);
}

/** What a process has loaded cannot be removed on Windows: the next setup tries again. */
async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EPERM" && error.code !== "EBUSY") throw error;
  });
}

async function installedVersion(folder: string): Promise<string | null> {
  try {
    const { version } = JSON.parse(await readFile(join(folder, MANIFEST), "utf8")) as { version?: unknown };
    return typeof version === "string" ? version : null;
  } catch {
    return null;
  }
}
