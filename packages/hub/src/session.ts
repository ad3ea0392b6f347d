import { setTimeout as sleep } from "node:timers/promises";
import { RepoCache } from "./cache/repo-cache.ts";
import { freeBytes } from "./download/free-bytes.ts";
import { SourceError } from "./errors/source-error.ts";
import type { HubOptions } from "./options.ts";
import type { OnProgress } from "./progress.ts";
import { type Repo, type RepoType, requireRepo, requireRevision } from "./repo.ts";
import type { Connection } from "./server/connection.ts";
import { hubSettings, readToken } from "./settings.ts";

/** One request for files of one repository, with every default filled in. */
export interface Session {
  readonly repo: Repo;
  readonly revision: string;
  readonly cache: RepoCache;
  readonly connection: Connection;
  readonly offline: boolean;
  readonly symlinks: boolean;
  readonly maxWorkers: number;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  readonly freeBytes: (folder: string) => Promise<number | null>;
}

/** @throws SourceError where the repository, the revision or the hub's address cannot be one */
export async function openSession(repoId: string, repoType: RepoType, options: HubOptions): Promise<Session> {
  const env = options.env ?? process.env;
  const settings = hubSettings(env);
  const endpoint = (options.endpoint ?? settings.endpoint).replace(/\/+$/, "");
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw new SourceError(
      `HF_ENDPOINT ${JSON.stringify(endpoint)} is no address; wanted one such as https://huggingface.co`,
    );
  }
  const repo = requireRepo(repoId, repoType);
  return {
    repo,
    revision: requireRevision(options.revision ?? "main"),
    cache: new RepoCache(options.cacheDir ?? settings.cacheDir, repo),
    connection: {
      endpoint,
      token: options.token === undefined ? await readToken(env, settings) : options.token,
      fetch: options.fetch ?? fetch,
      timeoutMs: settings.timeoutMs,
      retries: options.retries ?? 5,
      wait: options.wait ?? (async (ms, signal) => void (await sleep(ms, undefined, { signal }))),
    },
    offline: options.offline ?? settings.offline,
    symlinks: settings.symlinks,
    maxWorkers: options.maxWorkers ?? 4,
    signal: options.signal ?? new AbortController().signal,
    onProgress: options.onProgress ?? (() => {}),
    freeBytes: options.freeBytes ?? freeBytes,
  };
}
