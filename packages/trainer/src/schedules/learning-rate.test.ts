import { isMissing, readGolden } from "@neftune/models/fixtures";
import { describe, expect, test } from "vitest";
import { createSchedule } from "./learning-rate.ts";

interface Golden {
  lr: number;
  tolerance: number;
  lrs_at_step_0_to_9: Record<string, { num_warmup_steps?: number; expected: number[] }>;
}

const path = "golden/json/hf_lr_schedules.json";
const names = ["constant", "constant_with_warmup", "linear", "cosine"] as const;

test.skipIf(isMissing(path)).each(names)("%s is transformers' (golden/json/hf_lr_schedules)", (lrSchedulerType) => {
  const golden = readGolden<Golden>(path);
  const { num_warmup_steps: warmupSteps = 0, expected } = golden.lrs_at_step_0_to_9[lrSchedulerType]!;
  const schedule = createSchedule({ lrSchedulerType, warmupSteps, warmupRatio: 0 }, 10);
  for (const [step, rate] of expected.entries())
    expect(Math.abs(golden.lr * schedule(step) - rate)).toBeLessThan(golden.tolerance);
});

const course = (schedule: (step: number) => number, steps: number) =>
  Array.from({ length: steps }, (_, step) => schedule(step));

describe("warm-up", () => {
  test("steps go before a ratio, and a ratio is rounded up", () => {
    const settings = { lrSchedulerType: "constant_with_warmup", warmupSteps: 2, warmupRatio: 0.5 } as const;
    expect(course(createSchedule(settings, 8), 4)).toEqual([0, 0.5, 1, 1]);
    expect(course(createSchedule({ ...settings, warmupSteps: 0, warmupRatio: 0.3 }, 8), 4)).toEqual([
      0,
      1 / 3,
      2 / 3,
      1,
    ]);
  });

  test.each(names)("of no steps starts %s at its peak", (lrSchedulerType) => {
    expect(createSchedule({ lrSchedulerType, warmupSteps: 0, warmupRatio: 0 }, 5)(0)).toBe(1);
  });

  test("may be as long as the run, or longer", () => {
    for (const lrSchedulerType of names.slice(1))
      expect(course(createSchedule({ lrSchedulerType, warmupSteps: 4, warmupRatio: 0 }, 3), 3)).toEqual([0, 0.25, 0.5]);
  });
});

test.each(["linear", "cosine"] as const)("%s ends at zero and never goes below", (lrSchedulerType) => {
  const schedule = createSchedule({ lrSchedulerType, warmupSteps: 0, warmupRatio: 0 }, 7);
  expect(schedule(7)).toBeCloseTo(0, 15);
  for (const rate of course(schedule, 12)) expect(rate).toBeGreaterThanOrEqual(0);
  for (let step = 1; step <= 7; step++) expect(schedule(step)).toBeLessThan(schedule(step - 1));
});
