import { setTimeout as wait } from "node:timers/promises";
import { cleanup, render } from "ink-testing-library";
import { afterEach, expect, test } from "vitest";
import { exampleRun } from "../fixtures/example-run.ts";
import { createTrainingStore } from "../state/store.ts";
import { themeFor } from "./theme.ts";
import { TrainApp } from "./train-app.tsx";

afterEach(cleanup);

/** The app on a pretended terminal of 100 columns; `calls` is what its keys ask for. */
function open() {
  const calls: string[] = [];
  const store = createTrainingStore(0);
  const interrupter = { interrupt: () => calls.push("interrupt"), stop: () => calls.push("stop") };
  const app = render(<TrainApp store={store} interrupter={interrupter} theme={themeFor({})} now={() => 0} />);
  const press = async (keys: string) => {
    app.stdin.write(keys);
    await wait(50);
  };
  return { calls, store, app, press };
}

test("events show as they come", async () => {
  const { store, app } = open();
  expect(app.lastFrame()).toContain("loading the model and the rows");
  for (const event of exampleRun()) store.dispatch({ type: "event", event, at: 0 });
  await expect.poll(() => app.lastFrame()).toContain("gap           +1.316");
});

test("q stops, Ctrl-C interrupts, and other keys do nothing", async () => {
  const { calls, press } = open();
  await wait(50);
  await press("x");
  await press("q");
  await press("\u0003");
  expect(calls).toEqual(["stop", "interrupt"]);
});

test("? opens the help and closes it, and so does Escape", async () => {
  const { app, press } = open();
  await wait(50);
  await press("?");
  expect(app.lastFrame()).toContain("stop after this step and write a checkpoint");
  await press("?");
  expect(app.lastFrame()).not.toContain("stop after this step and write a checkpoint");
  await press("?");
  await press("\u001b");
  await expect.poll(() => app.lastFrame()).not.toContain("stop after this step and write a checkpoint");
});
