import { expect, test } from "vitest";
import { createInterrupter } from "./interrupter.ts";

function watched() {
  const calls: string[] = [];
  const clock = { now: 0 };
  const interrupter = createInterrupter({
    stop: () => calls.push("stop"),
    kill: () => calls.push("kill"),
    now: () => clock.now,
  });
  return { calls, clock, ...interrupter };
}

test("the first interrupt stops, a later one kills", () => {
  const run = watched();
  run.interrupt();
  run.clock.now = 1000;
  run.interrupt();
  expect(run.calls).toEqual(["stop", "kill"]);
});

test("a second one within a moment is the same Ctrl-C", () => {
  const run = watched();
  run.interrupt();
  run.clock.now = 30;
  run.interrupt();
  expect(run.calls).toEqual(["stop"]);
});

test("asking for the stop never kills, but a Ctrl-C after it does", () => {
  const run = watched();
  run.stop();
  run.clock.now = 1000;
  run.stop();
  expect(run.calls).toEqual(["stop"]);
  run.interrupt();
  expect(run.calls).toEqual(["stop", "kill"]);
});
