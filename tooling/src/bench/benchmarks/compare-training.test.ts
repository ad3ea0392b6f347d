import { expect, test } from "vitest";
import { BenchError } from "../bench-error.ts";
import { compareTraining } from "./compare-training.ts";

const options = {
  peerName: "TRL",
  speedName: "steps/s",
  speed: ({ stepSeconds }: { stepSeconds: readonly number[] }) => 1 / stepSeconds[0]!,
  speedTarget: { of: "ratio", bound: "at least", value: 2 },
  memoryTarget: null,
} as const;
const run = (seconds: number, maxRssMb: number, loss = 2) => ({
  firstStepSeconds: 1,
  stepSeconds: [seconds],
  losses: [loss],
  maxRssMb,
});

test("speeds are the best of each side, memory is our highest and the peer's lowest", () => {
  const turns = { ours: [run(0.5, 100), run(0.25, 110)], peer: [run(1, 300), run(2, 280)] };
  const [speed, memory] = compareTraining(turns, options).measurements;
  expect([speed?.ours, speed?.peer?.value]).toEqual([4, 1]);
  expect([memory?.ours, memory?.peer?.value]).toEqual([110, 280]);
});

test("two that compute different losses are not compared", () => {
  const turns = { ours: [run(1, 1)], peer: [run(1, 1, 2.1)] };
  expect(() => compareTraining(turns, options)).toThrow(BenchError);
});

test("without a peer there is nothing beside our figures", () => {
  const { measurements, notes } = compareTraining({ ours: [run(1, 1)], peer: [] }, options);
  expect(measurements.map(({ peer }) => peer)).toEqual([null, null]);
  expect(notes).toEqual([]);
});
