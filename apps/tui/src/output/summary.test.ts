import type { TrainerEvent } from "@neftune/trainer";
import { expect, test } from "vitest";
import { exampleRun } from "../fixtures/example-run.ts";
import { trainingReducer } from "../state/reducer.ts";
import { initialTrainingState } from "../state/training-state.ts";
import { chooseFormat } from "./choose-format.ts";
import { summaryLines } from "./summary.ts";

function summary(events: Iterable<TrainerEvent>, status: number): string {
  let state = initialTrainingState(0);
  for (const event of events) state = trainingReducer(state, { type: "event", event, at: 1000 });
  state = trainingReducer(state, { type: "ended", at: 1000 });
  return summaryLines(state, status).join("\n");
}

test("a run that is done says its losses, what became of the gap, the verdict, and where the model is", () => {
  expect(summary(exampleRun(), 0)).toBe(
    [
      "done: 200 of 200 steps in 1:03",
      "noise off: train loss 0.386, test loss 1.702, gap +1.316",
      "the test loss was lowest at step 100, 1.504, and has risen by 0.198 since",
      "the gap was +0.000 at step 0 and is +1.316 now",
      "verdict: overfitting: the test loss has risen from its lowest while the train loss fell",
      "1 warning in the run",
      "model: runs/example",
    ].join("\n"),
  );
});

test("an interrupted run says how far it got and where to go on", () => {
  const events = [...exampleRun()].filter((event) => event.event !== "end" && !("step" in event && event.step > 120));
  const text = summary(events, 130);
  expect(text).toContain("interrupted after 120 of 200 steps in 0:01");
  expect(text).toContain(
    "last checkpoint: runs/example/checkpoint-100 (--resume_from_checkpoint true goes on from it)",
  );
  expect(text).not.toContain("verdict");
});

test("without test rows it says why there is no gap and no verdict", () => {
  const text = summary(exampleRun({ testRows: null }), 0);
  expect(text).toContain("noise off: train loss 0.386; without test rows there is no gap");
  expect(text).toContain("no verdict: it takes test rows");
});

test("a run that did not begin has no summary", () => {
  expect(summary([], 1)).toBe("");
});

test("the format is the screen on a terminal, lines elsewhere, or what is asked for", () => {
  const terminal = { stdoutIsTerminal: true, env: { TERM: "xterm" } };
  const pipe = { stdoutIsTerminal: false, env: { TERM: "xterm" } };
  expect(chooseFormat("auto", terminal)).toBe("tui");
  expect(chooseFormat("auto", { ...terminal, env: { TERM: "dumb" } })).toBe("plain");
  expect(chooseFormat("auto", pipe)).toBe("plain");
  expect(chooseFormat("json", terminal)).toBe("json");
  expect(chooseFormat("plain", terminal)).toBe("plain");
  expect(() => chooseFormat("tui", pipe)).toThrow("log_format is tui, but standard output is no terminal");
});
