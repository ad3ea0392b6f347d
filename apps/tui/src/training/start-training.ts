import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { HubProgress } from "@neftune/hub";
import type { TrainerEvent } from "@neftune/trainer";
import type { TrainingRequest } from "../options/training-request.ts";
import { decodeLine, ExitStatus, encodeLine, type TrainingMessage } from "./protocol.ts";

export interface StartTrainingOptions {
  /** The program that trains. */
  entry: URL;
  env: NodeJS.ProcessEnv;
  onEvent(event: TrainerEvent): void;
  /** Told of the model's download, before the first event. */
  onDownload(progress: HubProgress): void;
  /** Lines that the process or its libraries print beside the protocol. */
  onDiagnostics(line: string): void;
}

export interface TrainingOutcome {
  status: number;
  /** Why the status is 1 or 2. */
  error?: { message: string; detail?: string };
}

export interface TrainingProcess {
  /** Asks it to stop after the step that it is in, and to write a checkpoint. */
  stop(): void;
  /** Ends it at once. */
  kill(): void;
  /** Never rejects. */
  outcome: Promise<TrainingOutcome>;
}

const STOPS: ReadonlySet<NodeJS.Signals> = new Set(["SIGINT", "SIGTERM", "SIGHUP"]);

/** Node's new space, from which it copies what lives: training makes few objects, and a large one costs memory for nothing. */
const heapFlags = "bun" in process.versions || "deno" in process.versions ? [] : ["--max-semi-space-size=4"];

/** Starts the training process with a request; it is in the command's process group and does not outlive it. */
export function startTraining(request: TrainingRequest, options: StartTrainingOptions): TrainingProcess {
  const child = spawn(process.execPath, [...process.execArgv, ...heapFlags, fileURLToPath(options.entry)], {
    env: options.env,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let error: TrainingOutcome["error"];
  let status: number | undefined;
  let killed = false;
  let stopping = false;

  createInterface({ input: child.stdout }).on("line", (line) => {
    const message = decodeLine(line) as TrainingMessage | undefined;
    if (message?.type === "event") options.onEvent(message.event);
    else if (message?.type === "download") options.onDownload(message.progress);
    else if (message?.type === "error") {
      error = { message: message.message, ...(message.detail === undefined ? {} : { detail: message.detail }) };
      status = message.status;
    } else options.onDiagnostics(line);
  });
  createInterface({ input: child.stderr }).on("line", options.onDiagnostics);
  // A process that is gone already needs no request and no stop.
  child.stdin.on("error", () => {});
  child.stdin.write(encodeLine(request));

  const outcome = new Promise<TrainingOutcome>((resolve) => {
    child.on("error", (cause) => {
      resolve({
        status: ExitStatus.failed,
        error: { message: `the training process did not start: ${cause.message}` },
      });
    });
    child.on("close", (code, signal) => {
      // A Ctrl-C reaches the process too, perhaps before it is ready to wait for the stop.
      if (killed || (stopping && signal !== null && STOPS.has(signal))) resolve({ status: ExitStatus.interrupted });
      else if (error !== undefined) resolve({ status: status ?? ExitStatus.failed, error });
      else if (code === ExitStatus.done || code === ExitStatus.interrupted) resolve({ status: code });
      else resolve({ status: ExitStatus.failed, error: { message: unexpectedEnd(code, signal) } });
    });
  });

  return {
    stop: () => {
      stopping = true;
      if (child.stdin.writable) child.stdin.write(encodeLine({ type: "stop" }));
    },
    kill: () => {
      killed = true;
      child.kill("SIGKILL");
    },
    outcome,
  };
}

function unexpectedEnd(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === "SIGKILL") return "the training process was killed (SIGKILL); the system may have run out of memory";
  return `the training process ended unexpectedly (${signal ?? `exit status ${code}`})`;
}
