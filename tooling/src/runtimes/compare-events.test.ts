import { expect, test } from "vitest";
import { compareEvents, parseEvents } from "./compare-events.ts";

const log = { event: "log", step: 1, loss: 2.5, gradNorm: 0.25, seconds: 1 };

test("runs are the same up to the last places, whatever the time they took", () => {
  expect(compareEvents([log], [{ ...log, loss: 2.500001, seconds: 9 }])).toEqual([]);
});

test("says which figure differs, and what is missing or too much", () => {
  expect(compareEvents([log], [{ ...log, loss: 2.50001 }])).toEqual(["log at step 1: loss is 2.50001, wanted 2.5"]);
  expect(compareEvents([log], [{ ...log, gradNorm: null }])).toEqual(["log at step 1: gradNorm is null, wanted 0.25"]);
  expect(compareEvents([log], [{ ...log, noiseNorm: 1 }])).toEqual(["log at step 1: noiseNorm is 1, wanted missing"]);
  expect(compareEvents([log, log], [log])).toEqual(["1 events, wanted 2"]);
});

test("reads the events among a program's other lines", () => {
  expect(parseEvents('warning: slow\n{"event":"log","step":1}\n\n')).toEqual([{ event: "log", step: 1 }]);
});
