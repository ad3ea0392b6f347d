import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { HubError, type OnProgress } from "@neftune/hub";
import type { TrainerEvent } from "@neftune/trainer";
import { RequestError } from "../errors/request-error.ts";
import type { TrainingRequest } from "../options/training-request.ts";
import { decodeLine, ExitStatus, encodeLine, type TrainingMessage } from "./protocol.ts";

export interface TrainingHooks {
  emit(event: TrainerEvent): void;
  /** Told what comes of the model's download. */
  onDownload: OnProgress;
  /** Aborted when the run is to stop after its step and write a checkpoint. */
  signal: AbortSignal;
}

export interface ServeTrainingOptions {
  input: Readable;
  output: Writable;
  run(request: TrainingRequest, hooks: TrainingHooks): Promise<void>;
  /** Called when the input closes in the middle of the run: whoever asked is gone. */
  onOrphaned(): void;
  /** Aborting it is the same as a stop on the input. */
  signal?: AbortSignal;
}

/**
 * The training process's side of the protocol: reads one request, runs it, writes what it tells.
 * @returns the exit status, once all messages are written; never rejects
 */
export async function serveTraining(options: ServeTrainingOptions): Promise<number> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  options.signal?.addEventListener("abort", abort, { once: true });
  const lines = createInterface({ input: options.input });
  let finished = false;
  const request = new Promise<TrainingRequest>((resolve) => {
    lines.once("line", (first) => {
      lines.on("line", (line) => {
        if (decodeLine(line)?.type === "stop") abort();
      });
      resolve(JSON.parse(first) as TrainingRequest);
    });
  });
  lines.on("close", () => {
    if (!finished) options.onOrphaned();
  });
  const send = (message: TrainingMessage) =>
    new Promise<void>((resolve) => options.output.write(encodeLine(message), () => resolve()));
  let written = Promise.resolve();

  try {
    await options.run(await request, {
      emit: (event) => {
        written = send({ type: "event", event });
      },
      onDownload: (progress) => {
        written = send({ type: "download", progress });
      },
      signal: controller.signal,
    });
    await written;
    return controller.signal.aborted ? ExitStatus.interrupted : ExitStatus.done;
  } catch (error) {
    if (controller.signal.aborted && error === controller.signal.reason) return ExitStatus.interrupted;
    const message = errorMessage(error);
    await send(message);
    return message.status;
  } finally {
    finished = true;
    lines.close();
  }
}

/** A wrong request is told in one line; anything else comes with its stack and the errors that caused it. */
export function errorMessage(error: unknown): TrainingMessage & { type: "error" } {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const line = message.replaceAll(/\s+/g, " ").trim();
  if (RequestError.isInstance(error)) return { type: "error", status: ExitStatus.badRequest, message: line };
  // The network or the disk is what failed, and a stack says nothing of them.
  if (HubError.isInstance(error)) return { type: "error", status: ExitStatus.failed, message: line };
  const causes = error instanceof Error ? causeStacks(error) : [];
  return { type: "error", status: ExitStatus.failed, message: line, detail: [stack ?? message, ...causes].join("\n") };
}

function causeStacks(error: Error): string[] {
  const stacks: string[] = [];
  for (let { cause } = error; cause instanceof Error && stacks.length < 5; { cause } = cause) {
    stacks.push(`caused by ${cause.stack ?? cause.message}`);
  }
  return stacks;
}
