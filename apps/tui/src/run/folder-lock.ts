import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { RequestError } from "../errors/request-error.ts";
import { identityOf, isAlive, type ProcessIdentity } from "./process-identity.ts";

const schema = z.object({ pid: z.int().positive(), started: z.string().nullable() });

/** Two processes that take over at once both write; after this time the lock is that of the last. */
const SETTLED_MS = 100;

/** Marks a folder as held by this process, in the file run.lock, for as long as it lives. */
export class FolderLock implements AsyncDisposable {
  private readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Takes the folder; what a dead process has left there is no hindrance. @throws RequestError when a living one holds it */
  static async take(folder: string): Promise<FolderLock> {
    const path = join(folder, "run.lock");
    const own = await identityOf(process.pid);
    const text = `${JSON.stringify(own)}\n`;
    try {
      await writeFile(path, text, { flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const owner = await readOwner(path);
      if (owner !== null && owner.pid !== own.pid && (await isAlive(owner))) throw inUse(folder, owner);
      await writeFile(path, text);
      await wait(SETTLED_MS);
      const last = await readOwner(path);
      if (last !== null && last.pid !== own.pid) throw inUse(folder, last);
    }
    return new FolderLock(path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { force: true });
  }
}

function inUse(folder: string, { pid }: ProcessIdentity): RequestError {
  return new RequestError(`output_dir ${folder} is in use by the run of process ${pid}: wait for it or name another`);
}

/** Null where the lock is gone or says nothing: its process died as it wrote. */
async function readOwner(path: string): Promise<ProcessIdentity | null> {
  try {
    return schema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return null;
  }
}
