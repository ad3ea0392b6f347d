import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";

export interface LockOptions {
  /** Called once when another holds it. */
  readonly onWait: () => void;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  /** A lock that its holder has not touched for so many milliseconds is a dead process's; default 30,000. */
  readonly staleMs?: number;
}

const POLL_MS = 200;

/**
 * Waits until nobody else holds the lock at `path`, and holds it. The holder touches the file as long as it lives; what a dead one
 * left is taken over: at once where it ran on this machine, after `staleMs` where it ran on another that shares the folder.
 */
export async function lockFile(path: string, options: LockOptions): Promise<AsyncDisposable> {
  const { onWait, wait, signal, staleMs = 30_000 } = options;
  const owner = JSON.stringify({ host: hostname(), pid: process.pid, id: randomUUID() });
  await mkdir(dirname(path), { recursive: true });
  for (let told = false; !(await create(path, owner)); ) {
    signal.throwIfAborted();
    if (await takeAway(path, staleMs)) continue;
    if (!told) onWait();
    told = true;
    await wait(POLL_MS, signal);
  }
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), staleMs / 4);
  beat.unref();
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(beat);
      if ((await readFile(path, "utf8").catch(() => null)) === owner) await rm(path, { force: true });
    },
  };
}

async function create(path: string, owner: string): Promise<boolean> {
  try {
    await writeFile(path, owner, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Whether there was a dead process's lock, which is gone now. */
async function takeAway(path: string, staleMs: number): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path);
    const owner = await readFile(path, "utf8");
    if (Date.now() - mtimeMs < staleMs && !isDead(owner)) return false;
    const aside = `${path}.${randomUUID().slice(0, 8)}`;
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

/** Whether the owner certainly lives no more: it ran here, and there is no such process. */
function isDead(owner: string): boolean {
  try {
    const { host, pid } = JSON.parse(owner) as { host: unknown; pid: unknown };
    if (host !== hostname() || typeof pid !== "number") return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
