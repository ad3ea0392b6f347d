import { expect, test } from "vitest";
import { trainingRequest } from "../options/training-request.ts";
import { type StartTrainingOptions, startTraining } from "./start-training.ts";
import { trainingEnvironment } from "./training-environment.ts";

const entry = new URL("../fixtures/fake-training-process.ts", import.meta.url);

function start(train_file: string, options: Partial<StartTrainingOptions> = {}) {
  const seen: string[] = [];
  const diagnostics: string[] = [];
  const request = trainingRequest({ model_name_or_path: "m", train_file, max_steps: 20, save_steps: 50 });
  const training = startTraining(request, {
    entry,
    env: trainingEnvironment(process.env),
    onEvent: ({ event }) => seen.push(event),
    onDownload: ({ phase }) => seen.push(phase),
    onDiagnostics: (line) => diagnostics.push(line),
    ...options,
  });
  return { ...training, seen, diagnostics };
}

test("events arrive in order and the outcome is done", async () => {
  const { outcome, seen } = start("rows.json");
  expect(await outcome).toEqual({ status: 0 });
  expect(seen).toEqual(["start", "evaluate", "warning", "log", "log", "log", "log", "evaluate", "end"]);
});

test("what is printed beside the protocol is diagnostics", async () => {
  const { outcome, diagnostics } = start("chatty.json");
  await outcome;
  expect(diagnostics).toEqual(["a library says hello"]);
});

test("a stop ends in 130, also a Ctrl-C that the process hears itself before it is ready", async () => {
  const { outcome, stop } = start("rows.json", { onEvent: ({ event }) => event === "start" && stop() });
  expect(await outcome).toEqual({ status: 130 });
  const early = start("interrupts-itself.json");
  early.stop();
  expect(await early.outcome).toEqual({ status: 130 });
});

test("a kill ends in 130 at once", async () => {
  const { outcome, kill } = start("stuck.json", { onEvent: ({ event }) => event === "start" && kill() });
  expect(await outcome).toEqual({ status: 130 });
});

test("errors keep their status, and a death is one", async () => {
  expect(await start("bad-row.json").outcome).toEqual({
    status: 2,
    error: { message: "bad-row.json, line 3: no instruction" },
  });
  expect(await start("fails.json").outcome).toMatchObject({ status: 1, error: { message: "the device is lost" } });
  expect((await start("dies.json").outcome).error?.message).toContain("killed (SIGKILL)");
  const missing = start("rows.json", { entry: new URL("./none.ts", import.meta.url) });
  expect((await missing.outcome).error?.message).toContain("ended unexpectedly (exit status 1)");
});
