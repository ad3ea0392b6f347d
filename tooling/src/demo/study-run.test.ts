import type { TrainerEvent } from "@neftune/trainer";
import { expect, test } from "vitest";
import { summarizeRun } from "./study-run.ts";
import { studyMeans, studyRow } from "./study-table.ts";

const evaluation = (step: number, trainLoss: number, testLoss: number) =>
  ({ event: "evaluate", step, trainLoss, testLoss, gap: testLoss - trainLoss }) as TrainerEvent;
const log = (noiseRatio: number) => ({ event: "log", noiseRatio }) as TrainerEvent;

const run = summarizeRun(
  [log(0.2), evaluation(10, 2, 2.5), log(0.4), evaluation(20, 1, 2.25), evaluation(30, 0.5, 2.75)],
  {
    alpha: 5,
    seed: 1,
  },
);

test("summarizeRun gives the last losses and the lowest test loss", () => {
  expect(run).toMatchObject({
    trainLoss: 0.5,
    testLoss: 2.75,
    gap: 2.25,
    lowestTestLoss: 2.25,
    lowestStep: 20,
    steps: 30,
  });
  expect(run.noiseRatio).toBeCloseTo(0.3);
  expect(() => summarizeRun([log(0)], { alpha: 0, seed: 0 })).toThrow(RangeError);
});

test("the table has a line a run and the means a line an α", () => {
  expect(studyRow(run)).toBe("| 5 | 1 | 0.300 | 0.500 | 2.750 | 2.250 | 2.250 | 20 of 30 | 0 |");
  const other = { ...run, seed: 2, trainLoss: 1.5, gap: 1.25, lowestStep: 30 };
  expect(studyMeans([run, { ...run, alpha: 0 }, other])).toEqual([
    "| 5 | mean of 2 | 0.300 | 1.000 | 2.750 | 1.750 | 2.250 | 25 of 30 | 0 |",
    "| 0 | mean of 1 | 0.300 | 0.500 | 2.750 | 2.250 | 2.250 | 20 of 30 | 0 |",
  ]);
});
