import { expect, test } from "vitest";
import { atLeast, atMost } from "../measurement.ts";
import type { TrainingResult } from "../workers/training-result.ts";
import { compareLosses, compareTraining } from "./compare-training.ts";
import { Contestant } from "./contestant.ts";

const speed = { name: "steps/s", of: ({ stepSeconds }: TrainingResult) => 1 / stepSeconds[0]! };
const run = (seconds: number, maxRssMb: number, loss = 2) => ({
  firstStepSeconds: 1,
  stepSeconds: [seconds],
  losses: [loss],
  maxRssMb,
});
function contestant(name: string, results: readonly TrainingResult[]): Contestant<TrainingResult> {
  const made = new Contestant<TrainingResult>(name, () => Promise.reject(new Error("ran already")));
  made.results.push(...results);
  return made;
}

test("speeds are the best of each side, memory is our highest and the peer's lowest", () => {
  const ours = contestant("ours", [run(0.5, 100), run(0.25, 110)]);
  const rivals = [
    { contestant: contestant("TRL", [run(1, 300), run(2, 280)]), speedTarget: atLeast(2), memoryTarget: atMost(0.5) },
    { contestant: contestant("JAX", [run(0.5, 1)]), speedTarget: null },
  ];
  expect(compareTraining("15M", ours, rivals, speed)).toEqual([
    { name: "15M: steps/s", ours: 4, peer: { name: "TRL", value: 1 }, target: atLeast(2) },
    { name: "15M: steps/s", ours: 4, peer: { name: "JAX", value: 2 }, target: null },
    { name: "15M: peak memory, MB", ours: 110, peer: { name: "TRL", value: 280 }, target: atMost(0.5) },
  ]);
});

test("without a peer our figures stand alone, and a side without results has none", () => {
  const ours = contestant("ours", [run(1, 7)]);
  expect(compareTraining("15M", ours, [], speed).map(({ ours, peer }) => [ours, peer])).toEqual([
    [1, null],
    [7, null],
  ]);
  const rival = { contestant: contestant("TRL", []), speedTarget: atLeast(2) };
  expect(compareTraining("15M", ours, [rival], speed)[0]?.peer).toEqual({ name: "TRL", value: null });
  expect(compareTraining("15M", contestant("ours", []), [rival], speed)).toEqual([]);
});

test("two that compute different losses are told apart", () => {
  const peer = contestant("TRL", [run(1, 1, 2)]);
  expect(compareLosses("15M", contestant("ours", [run(1, 1, 2.04)]), peer)).toEqual({
    isSame: false,
    sentence: "15M: losses differ from TRL's by at most 2.0e-2; the last ones are 2.04 and 2",
  });
  expect(compareLosses("15M", contestant("ours", [run(1, 1, 2.001)]), peer)?.isSame).toBe(true);
  expect(compareLosses("15M", contestant("ours", [run(1, 1, Number.NaN)]), peer)?.isSame).toBe(false);
  expect(compareLosses("15M", peer, contestant("JAX", []))).toBeNull();
});
