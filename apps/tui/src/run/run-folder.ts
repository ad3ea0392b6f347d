import { join } from "node:path";
import type { TrainerEvent } from "@neftune/trainer";
import { stringify } from "yaml";
import { RequestError } from "../errors/request-error.ts";
import { EventLog } from "./event-log.ts";
import { FolderLock } from "./folder-lock.ts";
import { makeFolder } from "./make-folder.ts";
import { writeWhole } from "./write-whole.ts";

export interface RunFolderOptions {
  /** Every key, resolved; written to recipe.yaml. */
  recipe: Readonly<Record<string, unknown>>;
  /** Step of the checkpoint that the run goes on from; 0 for a run from the beginning. */
  resumedStep: number;
}

/** The folder of one run, held by one living process: recipe.yaml and events.jsonl; the trainer adds checkpoints and the model. */
export class RunFolder implements AsyncDisposable {
  readonly path: string;
  private readonly lock: FolderLock;
  private readonly events: EventLog;

  private constructor(path: string, lock: FolderLock, events: EventLog) {
    this.path = path;
    this.lock = lock;
    this.events = events;
  }

  /**
   * Makes the folder or takes over what a dead run left.
   * @throws RequestError when a living run uses the folder, or it cannot be written
   */
  static async open(path: string, options: RunFolderOptions): Promise<RunFolder> {
    try {
      await makeFolder(path);
      const lock = await FolderLock.take(path);
      try {
        return new RunFolder(path, lock, await prepareFiles(path, options));
      } catch (error) {
        await lock[Symbol.asyncDispose]();
        throw error;
      }
    } catch (cause) {
      if (RequestError.isInstance(cause)) throw cause;
      throw new RequestError(`output_dir ${path} cannot be written: ${(cause as Error).message}`, { cause });
    }
  }

  record(event: TrainerEvent): Promise<void> {
    return this.events.record(event);
  }

  /** Lets other runs use the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.events[Symbol.asyncDispose]();
    await this.lock[Symbol.asyncDispose]();
  }
}

async function prepareFiles(path: string, { recipe, resumedStep }: RunFolderOptions): Promise<EventLog> {
  await writeWhole(join(path, "recipe.yaml"), stringify(recipe));
  return await EventLog.open(join(path, "events.jsonl"), resumedStep);
}
