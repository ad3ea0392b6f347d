import { type FileHandle, mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TrainerEvent } from "@neftune/trainer";
import { stringify } from "yaml";
import { RequestError } from "../errors/request-error.ts";

const lockName = "run.lock";

/** The folder of one run, held by one living process: recipe.yaml and events.jsonl; the trainer adds checkpoints and the model. */
export class RunFolder implements AsyncDisposable {
  readonly path: string;
  private readonly events: FileHandle;

  private constructor(path: string, events: FileHandle) {
    this.path = path;
    this.events = events;
  }

  /**
   * Makes the folder or takes over what a dead run left.
   *
   * @param recipe every key, resolved
   * @param goesOn keep the events of the run that is resumed
   * @throws RequestError when a living run uses the folder, or it cannot be written
   */
  static async open(path: string, recipe: Readonly<Record<string, unknown>>, goesOn: boolean): Promise<RunFolder> {
    try {
      await mkdir(path, { recursive: true });
      await lock(path);
      await writeFile(join(path, "recipe.yaml"), stringify(recipe));
      return new RunFolder(path, await open(join(path, "events.jsonl"), goesOn ? "a" : "w"));
    } catch (cause) {
      if (cause instanceof RequestError) throw cause;
      throw new RequestError(`output_dir ${path} cannot be written: ${(cause as Error).message}`, { cause });
    }
  }

  async record(event: TrainerEvent): Promise<void> {
    await this.events.write(`${JSON.stringify(event)}\n`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.events.close();
    await rm(join(this.path, lockName), { force: true });
  }
}

/** Writes this process's number where only one can be; a dead process's is replaced. */
async function lock(folder: string): Promise<void> {
  const path = join(folder, lockName);
  try {
    await writeFile(path, String(process.pid), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const owner = Number(await readFile(path, "utf8"));
    if (owner !== process.pid && isAlive(owner))
      throw new RequestError(
        `output_dir ${folder} is in use by the run of process ${owner}: wait for it or name another`,
      );
    await writeFile(path, String(process.pid));
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
