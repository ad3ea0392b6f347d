import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

export interface LockOptions {
  /** Called once when somebody else holds it. */
  readonly onWait?: () => void;
  readonly signal?: AbortSignal;
  /** A lock that its holder has not touched for so long is a dead process's; default 30 s. */
  readonly staleMs?: number;
}

const POLL_MS = 100;

/**
 * Waits until no other process, of this machine or of one that shares the folder, holds the lock at `path`, and holds it.
 * The holder touches the file as long as it lives: what a dead one left is taken over.
 */
export async function lockFolder(path: string, options: LockOptions = {}): Promise<AsyncDisposable> {
  const { onWait, signal, staleMs = 30_000 } = options;
  const token = randomUUID();
  await mkdir(dirname(path), { recursive: true });
  for (let waited = false; !(await create(path, token)); waited = true) {
    signal?.throwIfAborted();
    if (!waited) onWait?.();
    if (!(await takeAway(path, staleMs, token))) await wait(POLL_MS, undefined, { signal });
  }
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), staleMs / 4);
  beat.unref();
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(beat);
      if ((await readFile(path, "utf8").catch(() => null)) === token) await rm(path, { force: true });
    },
  };
}

async function create(path: string, token: string): Promise<boolean> {
  try {
    await writeFile(path, token, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Whether there was a dead process's lock, which is gone now. */
async function takeAway(path: string, staleMs: number, token: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs < staleMs) return false;
    const owner = await readFile(path, "utf8");
    const aside = `${path}.${token}`;
    await rename(path, aside);
    // Another may have taken it over in between: what was moved is a living lock then, and goes back.
    const isOwners = (await readFile(aside, "utf8")) === owner;
    await (isOwners ? rm(aside) : rename(aside, path));
    return isOwners;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return true;
    throw error;
  }
}
