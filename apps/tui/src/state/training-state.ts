import type { CheckpointEvent, EndEvent, EvaluateEvent, LogEvent, StartEvent } from "@neftune/trainer";

/** What a view of a run shows, whichever view it is. */
export interface TrainingState {
  /** `ended` holds whether or not the run got to its last step. */
  phase: "starting" | "training" | "stopping" | "ended";
  start: StartEvent | null;
  /** The latest logs, oldest first. */
  logs: readonly LogEvent[];
  /** All evaluations of the run, thinned out where there are very many. */
  evaluations: readonly EvaluateEvent[];
  /** Each once, in the order in which they came. */
  warnings: readonly string[];
  checkpoint: CheckpointEvent | null;
  end: EndEvent | null;
  /** When the command was given, when training began and when it ended, in ms on one clock. */
  openedAt: number;
  startedAt: number | null;
  endedAt: number | null;
  /** Where the speed is measured from: a step and when it was logged. */
  paceFrom: { step: number; at: number } | null;
  /** The latest step that is known to be done, and when it was heard of. */
  latest: { step: number; at: number } | null;
}

export function initialTrainingState(openedAt: number): TrainingState {
  return {
    phase: "starting",
    start: null,
    logs: [],
    evaluations: [],
    warnings: [],
    checkpoint: null,
    end: null,
    openedAt,
    startedAt: null,
    endedAt: null,
    paceFrom: null,
    latest: null,
  };
}
