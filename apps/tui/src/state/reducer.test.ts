import type { TrainerEvent } from "@neftune/trainer";
import { describe, expect, test } from "vitest";
import { exampleEvaluation, exampleRun } from "../fixtures/example-run.ts";
import { trainingProgress } from "./progress.ts";
import { bestEvaluation, trainingReducer } from "./reducer.ts";
import { initialTrainingState, type TrainingState } from "./training-state.ts";

/** The state after events that come a second apart, from second 1 on. */
function after(events: Iterable<TrainerEvent>, state: TrainingState = initialTrainingState(0)): TrainingState {
  let at = 0;
  for (const event of events) {
    at += 1000;
    state = trainingReducer(state, { type: "event", event, at });
  }
  return state;
}

describe("events become a state", () => {
  test("of a whole run", () => {
    const state = after(exampleRun({ totalSteps: 100, loggingSteps: 10, evalSteps: 25 }));
    expect(state.phase).toBe("training");
    expect(state.logs.map(({ step }) => step)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    expect(state.evaluations.map(({ step }) => step)).toEqual([0, 25, 50, 75, 100]);
    expect(state.checkpoint?.step).toBe(100);
    expect(state.end?.verdict).toBe("overfitting");
    expect(trainingReducer(state, { type: "ended", at: 1 }).phase).toBe("ended");
  });

  test("a warning that is repeated is kept once, an evaluation of the same step is replaced", () => {
    const warning: TrainerEvent = { event: "warning", message: "again" };
    const second = { ...exampleEvaluation(20), trainLoss: 9 };
    const state = after([warning, warning, exampleEvaluation(20), second]);
    expect(state.warnings).toEqual(["again"]);
    expect(state.evaluations).toEqual([second]);
  });

  test("a long run keeps the latest logs, and of its evaluations the first, the last and the best", () => {
    const events = exampleRun({ totalSteps: 5000, loggingSteps: 1, evalSteps: 2 });
    const { logs, evaluations } = after(events);
    expect(logs.length).toBeLessThan(1000);
    expect(logs.at(-1)?.step).toBe(5000);
    expect(evaluations.length).toBeLessThan(1100);
    expect(evaluations[0]?.step).toBe(0);
    expect(evaluations.at(-1)?.step).toBe(5000);
    // 1.5·exp(−s/30) + 1.2 + 0.0025·s is lowest at s = 30·ln(20) = 89.9.
    expect(bestEvaluation(evaluations)?.step).toBe(90);
  });

  test("stopping holds while events still come", () => {
    const [start, ...rest] = exampleRun({ totalSteps: 10 });
    const stopping = trainingReducer(after([start!]), { type: "stopping" });
    expect(after(rest, stopping).phase).toBe("stopping");
  });
});

describe("progress", () => {
  const events = [...exampleRun({ totalSteps: 40, loggingSteps: 10, evalSteps: 1000 })].filter(
    ({ event }) => event === "start" || event === "log",
  );

  test("time left follows the pace since the first log, and runs down between events", () => {
    // Start at 1 s, then steps 10 and 20 at 2 and 3 s: a second for ten steps, twenty to go.
    const state = after(events.slice(0, 3));
    expect(trainingProgress(state, 3000)).toMatchObject({
      step: 20,
      totalSteps: 40,
      share: 0.5,
      elapsedSeconds: 3,
      secondsLeft: 2,
    });
    expect(trainingProgress(state, 3500).secondsLeft).toBe(1.5);
    expect(trainingProgress(state, 9000).secondsLeft).toBe(0);
  });

  test("after one log it is judged from the start, before that not at all", () => {
    expect(trainingProgress(after(events.slice(0, 2)), 2000).secondsLeft).toBe(3);
    expect(trainingProgress(after(events.slice(0, 1)), 2000)).toMatchObject({ step: 0, secondsLeft: null });
    expect(trainingProgress(initialTrainingState(0), 2000)).toMatchObject({ totalSteps: null, share: 0 });
  });
});
