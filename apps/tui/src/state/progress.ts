import type { TrainingState } from "./training-state.ts";

export interface Progress {
  step: number;
  /** Null before the run knows. */
  totalSteps: number | null;
  /** Passes over the rows done so far. */
  epoch: number;
  /** Done share, in [0, 1]. */
  share: number;
  /** Since the command was given. */
  elapsedSeconds: number;
  /** Null as long as there is no pace to judge by, and at the end. */
  secondsLeft: number | null;
}

/** How far a run is. @param now In ms, on the clock of the state's times. */
export function trainingProgress(state: TrainingState, now: number): Progress {
  const { start, latest, paceFrom, end, logs } = state;
  const step = Math.max(latest?.step ?? 0, state.evaluations.at(-1)?.step ?? 0);
  const totalSteps = start?.totalSteps ?? null;
  const elapsedSeconds = Math.max(0, (state.endedAt ?? now) - state.openedAt) / 1000;
  return {
    step,
    totalSteps,
    epoch: end?.epoch ?? logs.at(-1)?.epoch ?? 0,
    share: totalSteps === null || totalSteps <= 0 ? 0 : Math.min(1, step / totalSteps),
    elapsedSeconds,
    secondsLeft: state.phase === "training" && totalSteps !== null ? secondsLeft() : null,
  };

  function secondsLeft(): number | null {
    const from = paceFrom !== null && latest !== null && latest.step > paceFrom.step ? paceFrom : begin();
    if (from === null || latest === null || latest.step <= from.step) return null;
    const perStep = (latest.at - from.at) / (latest.step - from.step);
    return Math.max(0, latest.at + perStep * (totalSteps! - latest.step) - now) / 1000;
  }

  function begin() {
    return state.startedAt === null ? null : { step: 0, at: state.startedAt };
  }
}
