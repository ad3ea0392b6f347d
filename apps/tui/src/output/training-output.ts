import type { HubProgress } from "@neftune/hub";
import type { TrainerEvent } from "@neftune/trainer";
import type { TrainingOutcome } from "../training/start-training.ts";

/** A way to show a run: the screen, lines, or JSON. */
export interface TrainingOutput {
  onEvent(event: TrainerEvent): void;
  /** What comes of the model's download, before the first event. */
  onDownload(progress: HubProgress): void;
  /** What the training process or its libraries print. */
  onDiagnostics(line: string): void;
  /** The stop was asked for; the run goes on to the end of its step. */
  onStopping(): void;
  /** The run is over; resolves when all is shown. */
  close(outcome: TrainingOutcome): Promise<void>;
}

/** Something to write text to, such as standard output. */
export interface TextSink {
  write(text: string): unknown;
}

export interface Sinks {
  stdout: TextSink;
  stderr: TextSink & { isTTY?: boolean; columns?: number };
}
