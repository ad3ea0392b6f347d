import { expect, test } from "vitest";
import { planSteps, totalSteps } from "./run-plan.ts";

const config = {
  perDeviceTrainBatchSize: 4,
  gradientAccumulationSteps: 3,
  numTrainEpochs: 2,
  maxSteps: -1,
  seed: 42,
  trainSamplingStrategy: "sequential",
} as const;

const rows = (count: number) => Array.from({ length: count }, (_, row) => 10 + ((row * 37) % 91));

test("two epochs of 80 rows in windows of 3 × 4 are 14 steps, as TRL makes them", () => {
  expect(totalSteps(config, 80)).toBe(14);
  const steps = [...planSteps(config, rows(80))];
  expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 14 }, (_, index) => index + 1));
  expect(steps.map(({ epoch }) => epoch)).toEqual([...new Array(7).fill(0), ...new Array(7).fill(1)]);
});

test("the partial window at an epoch's end is a step of its own", () => {
  const sizes = [...planSteps(config, rows(30))].map(({ microBatches }) => microBatches.map((batch) => batch.length));
  expect(sizes).toEqual([
    [4, 4, 4],
    [4, 4, 4],
    [4, 2],
    [4, 4, 4],
    [4, 4, 4],
    [4, 2],
  ]);
});

test("each epoch has every row once, in file order or shuffled anew", () => {
  const rowsOf = (strategy: "sequential" | "random") => {
    const steps = [...planSteps({ ...config, trainSamplingStrategy: strategy }, rows(30))];
    return [0, 1].map((epoch) =>
      steps.filter((step) => step.epoch === epoch).flatMap(({ microBatches }) => microBatches.flat()),
    );
  };
  const inOrder = Array.from({ length: 30 }, (_, row) => row);
  expect(rowsOf("sequential")).toEqual([inOrder, inOrder]);
  const [first, second] = rowsOf("random");
  expect(first!.toSorted((a, b) => a - b)).toEqual(inOrder);
  expect(second!.toSorted((a, b) => a - b)).toEqual(inOrder);
  expect(first).not.toEqual(inOrder);
  expect(second).not.toEqual(first);
});

test("batches of rows that are grouped by length are even, and their order is random", () => {
  const lengths = rows(80);
  const grouped = { ...config, trainSamplingStrategy: "group_by_length" } as const;
  const spread = (plan: typeof grouped | typeof config) =>
    [...planSteps({ ...plan, numTrainEpochs: 1 }, lengths)]
      .flatMap(({ microBatches }) => microBatches.map((batch) => batch.map((row) => lengths[row]!)))
      .reduce((sum, batch) => sum + Math.max(...batch) - Math.min(...batch), 0);
  expect(spread(grouped)).toBeLessThan(0.4 * spread(config));
  const [first] = [...planSteps(grouped, lengths)];
  expect(lengths[first!.microBatches[0]![0]!]).toBe(Math.max(...lengths));
});

test("epochs done count batches, not steps", () => {
  const steps = [...planSteps(config, rows(30))];
  const expected = [3 / 8, 6 / 8, 1, 1 + 3 / 8, 1 + 6 / 8, 2];
  for (const [index, { epochsDone }] of steps.entries()) expect(epochsDone).toBeCloseTo(expected[index]!, 12);
  expect(steps.map(({ isEpochEnd }) => isEpochEnd)).toEqual([false, false, true, false, false, true]);
});

test("a fraction of an epoch is rounded up to whole steps", () => {
  expect(totalSteps({ ...config, numTrainEpochs: 0.5 }, 30)).toBe(2);
  expect(totalSteps({ ...config, numTrainEpochs: 1.1 }, 30)).toBe(4);
  expect([...planSteps({ ...config, numTrainEpochs: 0.5 }, rows(30))].map(({ isEpochEnd }) => isEpochEnd)).toEqual([
    false,
    false,
  ]);
});

test("max_steps goes before the number of epochs, and through as many as it needs", () => {
  const long = { ...config, maxSteps: 8 };
  expect(totalSteps(long, 30)).toBe(8);
  expect([...planSteps(long, rows(30))].map(({ epoch }) => epoch)).toEqual([0, 0, 0, 1, 1, 1, 2, 2]);
  expect([...planSteps({ ...config, maxSteps: 2 }, rows(30))]).toHaveLength(2);
});

test("a run that goes on after a step makes the same steps as one that never stopped", () => {
  const random = { ...config, trainSamplingStrategy: "random" } as const;
  const whole = [...planSteps(random, rows(30))];
  for (let done = 0; done < whole.length; done++)
    expect([...planSteps(random, rows(30))].filter(({ step }) => step > done)).toEqual(whole.slice(done));
});

test("fewer rows than a batch are one step an epoch", () => {
  expect([...planSteps(config, rows(3))].map(({ microBatches }) => microBatches)).toEqual([[[0, 1, 2]], [[0, 1, 2]]]);
});
