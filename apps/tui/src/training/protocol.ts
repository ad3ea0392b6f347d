import type { HubProgress } from "@neftune/hub";
import type { TrainerEvent } from "@neftune/trainer";

/*
 * Between the command and its training process go lines of JSON: the request, then perhaps a stop, on the process's
 * standard input; messages on its standard output. That input closing means that nobody listens any more.
 */

/** What the command may send after the request. */
export interface StopCommand {
  type: "stop";
}

/** What the training process sends. */
export type TrainingMessage =
  | { type: "event"; event: TrainerEvent }
  /** Of the model's download, before the first event. */
  | { type: "download"; progress: HubProgress }
  | {
      type: "error";
      status: typeof ExitStatus.failed | typeof ExitStatus.badRequest;
      /** One line. */
      message: string;
      /** Where it happened, for a failure that is nobody's request. */
      detail?: string;
    };

/** Exit statuses of the training process, and of the command. */
export const ExitStatus = {
  done: 0,
  failed: 1,
  /** The request was wrong. */
  badRequest: 2,
  /** Stopped by a signal or a key; a checkpoint is written. */
  interrupted: 130,
} as const;

export function encodeLine(message: TrainingMessage | StopCommand | object): string {
  return `${JSON.stringify(message)}\n`;
}

/** A line's object, or undefined where it is something else: a library may print what it likes. */
export function decodeLine(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
