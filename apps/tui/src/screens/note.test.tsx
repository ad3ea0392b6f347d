import type { StartEvent, TrainerEvent } from "@neftune/trainer";
import { renderToString } from "ink";
import { expect, test } from "vitest";
import { exampleRun } from "../fixtures/example-run.ts";
import { trainingReducer } from "../state/reducer.ts";
import { initialTrainingState } from "../state/training-state.ts";
import { Note } from "./note.tsx";

const hint = "OpenVINO would be faster: neftune setup openvino";
const [first] = exampleRun();
const start: StartEvent = { ...(first as StartEvent), deviceHint: hint };

function note(...events: TrainerEvent[]): string {
  let state = initialTrainingState(0);
  for (const event of events) state = trainingReducer(state, { type: "event", event, at: 0 });
  return renderToString(<Note state={state} />, { columns: 80 });
}

test("says what would be faster until there is something that matters more", () => {
  expect(note(start)).toBe(hint);
  expect(note(start, { event: "warning", message: "a row was cut" })).toBe("! a row was cut");
  expect(note(start, { event: "checkpoint", step: 5, path: "out" })).toBe("checkpoint at step 5");
});
