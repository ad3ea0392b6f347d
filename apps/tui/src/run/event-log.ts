import { type FileHandle, open, readFile } from "node:fs/promises";
import type { TrainerEvent } from "@neftune/trainer";
import { writeWhole } from "./write-whole.ts";

/** events.jsonl: what a run tells, an object a line. A run that was stopped and goes on stays one story in it. */
export class EventLog implements AsyncDisposable {
  private readonly file: FileHandle;

  private constructor(file: FileHandle) {
    this.file = file;
  }

  /**
   * @param resumedStep step of the checkpoint that the run goes on from: what was told of later ones will be told again;
   * 0 for a run from the beginning
   */
  static async open(path: string, resumedStep: number): Promise<EventLog> {
    if (resumedStep > 0) await writeWhole(path, eventsUntil(await textOf(path), resumedStep));
    return new EventLog(await open(path, resumedStep > 0 ? "a" : "w"));
  }

  async record(event: TrainerEvent): Promise<void> {
    await this.file.appendFile(`${JSON.stringify(event)}\n`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.file.close();
  }
}

/** The lines before the first that is of a later step, the run's end, or not whole. */
export function eventsUntil(text: string, step: number): string {
  const lines = text.split("\n").slice(0, -1);
  const beyond = lines.findIndex((line) => {
    const event = parse(line);
    return event === null || event.event === "end" || ("step" in event && event.step > step);
  });
  return lines
    .slice(0, beyond < 0 ? lines.length : beyond)
    .map((line) => `${line}\n`)
    .join("");
}

function parse(line: string): TrainerEvent | null {
  try {
    return JSON.parse(line) as TrainerEvent | null;
  } catch {
    return null;
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
