import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { isCommit } from "../repo.ts";
import type { RepoCache } from "./repo-cache.ts";

/** The commit that a revision was when it was last downloaded; null where the cache does not know. */
export async function readRef(cache: RepoCache, revision: string): Promise<string | null> {
  if (isCommit(revision)) return revision;
  const commit = await readFile(cache.ref(revision), "utf8").catch(() => "");
  return isCommit(commit.trim()) ? commit.trim() : null;
}

/** Notes which commit a branch or tag is, whole or not at all. */
export async function writeRef(cache: RepoCache, revision: string, commit: string): Promise<void> {
  if (revision === commit || (await readRef(cache, revision)) === commit) return;
  const path = cache.ref(revision);
  const beside = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(beside, commit);
  await rename(beside, path);
}
