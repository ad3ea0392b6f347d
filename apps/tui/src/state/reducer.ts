import type { EvaluateEvent, TrainerEvent } from "@neftune/trainer";
import type { TrainingState } from "./training-state.ts";

/** What happens to a view: an event of the run, or the user's wish to stop it; `at` in ms on one clock. */
export type TrainingAction =
  | { type: "event"; event: TrainerEvent; at: number }
  | { type: "stopping" }
  | { type: "ended"; at: number };

const MAX_LOGS = 512;
const MAX_EVALUATIONS = 1024;
const MAX_WARNINGS = 100;

export function trainingReducer(state: TrainingState, action: TrainingAction): TrainingState {
  switch (action.type) {
    case "event":
      return withEvent(state, action.event, action.at);
    case "stopping":
      return state.phase === "ended" ? state : { ...state, phase: "stopping" };
    case "ended":
      return { ...state, phase: "ended", endedAt: state.endedAt ?? action.at };
  }
}

function withEvent(state: TrainingState, event: TrainerEvent, at: number): TrainingState {
  switch (event.event) {
    case "start":
      return { ...state, phase: state.phase === "starting" ? "training" : state.phase, start: event, startedAt: at };
    case "log": {
      const logged = { step: event.step, at };
      return {
        ...state,
        logs: [...state.logs, event].slice(-MAX_LOGS),
        // The first steps compile and warm up, so the pace is taken from the first log on.
        paceFrom: state.paceFrom ?? logged,
        latest: logged,
      };
    }
    case "evaluate":
      return {
        ...state,
        evaluations: thinned([...state.evaluations.filter(({ step }) => step !== event.step), event]),
      };
    case "checkpoint":
      return { ...state, checkpoint: event };
    case "warning":
      if (state.warnings.includes(event.message)) return state;
      return { ...state, warnings: [...state.warnings, event.message].slice(-MAX_WARNINGS) };
    case "end":
      return { ...state, end: event, endedAt: at, latest: { step: event.step, at } };
  }
}

/** Every second one goes when there are too many; the first, the last and the one of the lowest test loss stay. */
function thinned(evaluations: EvaluateEvent[]): readonly EvaluateEvent[] {
  if (evaluations.length <= MAX_EVALUATIONS) return evaluations;
  const best = bestEvaluation(evaluations);
  return evaluations.filter((item, index) => index % 2 === 0 || index === evaluations.length - 1 || item === best);
}

/** The evaluation of the lowest test loss, the first of several. */
export function bestEvaluation(evaluations: readonly EvaluateEvent[]): EvaluateEvent | undefined {
  let best: EvaluateEvent | undefined;
  for (const item of evaluations) {
    if (item.testLoss !== null && (best === undefined || item.testLoss < best.testLoss!)) best = item;
  }
  return best;
}
