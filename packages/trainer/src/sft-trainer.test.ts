import { tokens } from "@neftune/datasets";
import { describe, expect, test } from "vitest";
import type { TrainerEvent } from "./events.ts";
import { tinyRows, trainTiny } from "./fixtures/train-tiny.ts";
import { SFTConfigError } from "./sft-config-error.ts";

const steps = (events: readonly { step: number }[]) => events.map(({ step }) => step);

describe("a run", () => {
  test("tells its start, logs, evaluations and end, in order", async () => {
    const { events } = await trainTiny({
      args: { numTrainEpochs: 1, evalStrategy: "epoch", evalOnStart: true },
      evalDataset: tinyRows(4, 9),
    });
    expect(events.map(({ event }) => event)).toEqual(["start", "evaluate", "log", "log", "log", "evaluate", "end"]);
    expect(events[0]).toMatchObject({
      trainSamples: 12,
      testSamples: 4,
      totalSteps: 3,
      device: "cpu",
      parameters: 8064,
      trainableParameters: 8064,
      config: { num_train_epochs: 1, learning_rate: 0.01, neftune_noise_alpha: null },
    });
    expect(events.at(-1)).toMatchObject({ step: 3, epoch: 1, runDir: null });
  });

  test("learns: both losses fall on rows that are alike, and the end tells the last evaluation", async () => {
    const rows = tokens(
      Array.from({ length: 12 }, (_, row) => ({ input_ids: [1, 40, 41, 42, 43, 44 + (row % 2), 50, 51, 2] })),
    );
    const { evaluations, events, logs } = await trainTiny({
      args: { maxSteps: 12, evalStrategy: "steps", evalSteps: 6, evalOnStart: true },
      trainDataset: rows,
      evalDataset: rows,
    });
    const [first, , last] = evaluations;
    expect(last!.trainLoss).toBeLessThan(first!.trainLoss * 0.7);
    expect(last!.testLoss).toBeLessThan(first!.testLoss! * 0.7);
    expect(last!.gap).toBeCloseTo(last!.testLoss! - last!.trainLoss, 12);
    expect(logs[0]!.loss).toBeCloseTo(first!.trainLoss, 4);
    const { trainLoss, testLoss, gap } = last!;
    expect(events.at(-1)).toMatchObject({ trainLoss, testLoss, gap, verdict: "generalizing" });
  });

  test("without test rows warns, and knows the train loss only", async () => {
    const { evaluations, warnings, events } = await trainTiny({
      args: { maxSteps: 2, evalStrategy: "steps", evalSteps: 1 },
    });
    expect(warnings).toEqual(["there are no test rows: name eval_file or test_size to see the test loss and the gap"]);
    for (const evaluation of evaluations) {
      expect(evaluation.trainLoss).toBeGreaterThan(0);
      expect(evaluation).toMatchObject({ testLoss: null, gap: null, evalLoss: null, evalEntropy: null });
    }
    expect(events.at(-1)).toMatchObject({ testLoss: null, gap: null, verdict: "unknown" });
  });

  test("that evaluates nothing ends without losses", async () => {
    const { events, evaluations } = await trainTiny({ args: { maxSteps: 1 }, evalDataset: tinyRows(2, 2) });
    expect(evaluations).toEqual([]);
    expect(events.at(-1)).toMatchObject({ trainLoss: null, testLoss: null, verdict: "unknown" });
  });

  test("logs every few steps the mean of their losses, and tokens so far", async () => {
    const each = await trainTiny({ args: { maxSteps: 5 } });
    const every = await trainTiny({ args: { maxSteps: 5, loggingSteps: 2 } });
    expect(steps(every.logs)).toEqual([2, 4]);
    expect(every.weights).toEqual(each.weights);
    for (const [index, log] of every.logs.entries()) {
      const [first, second] = each.logs.slice(2 * index, 2 * index + 2);
      expect(log.loss).toBeCloseTo((first!.loss + second!.loss) / 2, 12);
      expect(log.gradNorm).toBe(second!.gradNorm);
      expect(log.numTokens).toBe(second!.numTokens);
      // The fixture's clock says ten milliseconds a step.
      expect(log.samplesPerSecond).toBeCloseTo(8 / 0.02, 6);
    }
    expect(each.logs[2]!.numTokens).toBe(
      (await Array.fromAsync(tinyRows(12).rows())).reduce(
        (sum, { value }) => sum + (value as { input_ids: number[] }).input_ids.length,
        0,
      ),
    );
  });
});

describe("evaluations", () => {
  const evaluatedAt = async (args: object) =>
    steps((await trainTiny({ args, evalDataset: tinyRows(2, 2) })).evaluations);

  test("under steps come every eval_steps and once at the end", async () => {
    expect(await evaluatedAt({ maxSteps: 5, evalStrategy: "steps", evalSteps: 2 })).toEqual([2, 4, 5]);
    expect(await evaluatedAt({ maxSteps: 4, evalStrategy: "steps", evalSteps: 2 })).toEqual([2, 4]);
    expect(await evaluatedAt({ maxSteps: 3, evalStrategy: "steps", evalSteps: 9 })).toEqual([3]);
  });

  test("under steps without eval_steps come with the logs", async () => {
    expect(await evaluatedAt({ maxSteps: 4, evalStrategy: "steps", loggingSteps: 2 })).toEqual([2, 4]);
  });

  test("under epoch come at the end of each, and where the run ends within one", async () => {
    expect(await evaluatedAt({ maxSteps: 7, evalStrategy: "epoch" })).toEqual([3, 6, 7]);
    expect(await evaluatedAt({ maxSteps: 6, evalStrategy: "epoch" })).toEqual([3, 6]);
  });

  test("under no come at the start where that is asked for", async () => {
    expect(await evaluatedAt({ maxSteps: 2 })).toEqual([]);
    expect(await evaluatedAt({ maxSteps: 2, evalOnStart: true })).toEqual([0]);
  });

  test("change nothing in what is trained", async () => {
    const without = await trainTiny({ args: { maxSteps: 4, neftuneNoiseAlpha: 5 } });
    const withThem = await trainTiny({
      args: { maxSteps: 4, neftuneNoiseAlpha: 5, evalStrategy: "steps", evalSteps: 1 },
      evalDataset: tinyRows(6, 3),
    });
    expect(withThem.weights).toEqual(without.weights);
  });
});

describe("settings", () => {
  test("an unknown one is refused before anything is read", async () => {
    const error = await trainTiny({ args: { neftuneAlpha: 5 } as object }).catch((caught: unknown) => caught);
    expect(SFTConfigError.isInstance(error)).toBe(true);
  });

  test("bf16 on a device without it is a warning, and float32", async () => {
    const half = await trainTiny({ args: { maxSteps: 2, bf16: true }, evalDataset: tinyRows(2, 2) });
    const whole = await trainTiny({ args: { maxSteps: 2 }, evalDataset: tinyRows(2, 2) });
    expect(half.warnings).toEqual(["the device cpu does not compute in bfloat16: training in float32"]);
    expect(half.weights).toEqual(whole.weights);
  });

  test("gradient_checkpointing changes no loss", async () => {
    const kept = await trainTiny({ args: { maxSteps: 4, neftuneNoiseAlpha: 5 } });
    const again = await trainTiny({ args: { maxSteps: 4, neftuneNoiseAlpha: 5, gradientCheckpointing: true } });
    for (const [index, { loss, gradNorm }] of again.logs.entries()) {
      expect(Math.abs(loss / kept.logs[index]!.loss - 1)).toBeLessThan(1e-5);
      expect(Math.abs(gradNorm / kept.logs[index]!.gradNorm - 1)).toBeLessThan(1e-4);
    }
  });

  test("max_grad_norm scales a step down, and the norm that is logged is from before", async () => {
    const args = { maxSteps: 1, adamEpsilon: 1 };
    const [clipped, free] = [
      await trainTiny({ args: { ...args, maxGradNorm: 0.01 } }),
      await trainTiny({ args: { ...args, maxGradNorm: 0 } }),
    ];
    expect(clipped.logs[0]!.gradNorm).toBe(free.logs[0]!.gradNorm);
    expect(free.logs[0]!.gradNorm).toBeGreaterThan(0.1);
    const start = (await trainTiny({ args: { ...args, learningRate: 0 } })).weights;
    const moved = (weights: Float32Array) =>
      Math.sqrt(weights.reduce((sum, value, index) => sum + (value - start[index]!) ** 2, 0));
    // With an epsilon of 1 the first step is nearly proportional to the gradient.
    expect(moved(clipped.weights) / moved(free.weights)).toBeLessThan((1.2 * 0.01) / free.logs[0]!.gradNorm);
    expect(moved(clipped.weights)).toBeGreaterThan(0);
  });

  test("the same seed trains in the same order, and another one in another", async () => {
    const losses = async (seed: number) =>
      (await trainTiny({ args: { maxSteps: 3, seed } })).logs.map(({ loss }) => loss);
    expect(await losses(1)).toEqual(await losses(1));
    expect(await losses(2)).not.toEqual(await losses(1));
  });
});

test("a loss that is no number is told", async () => {
  const { warnings } = await trainTiny({
    args: { maxSteps: 6, learningRate: 1e30, maxGradNorm: 0 },
    evalDataset: tinyRows(2, 2),
  });
  expect(warnings[0]).toMatch(/^the loss is NaN at step \d: lower learning_rate$/);
});

test("a run that its listener leaves gives its programs back", async () => {
  const seen: TrainerEvent["event"][] = [];
  const leave = trainTiny({
    args: { maxSteps: 5 },
    onEvent: (event) => {
      seen.push(event.event);
      if (event.event === "log") throw new Error("enough");
    },
  });
  await expect(leave).rejects.toThrow("enough");
  expect(seen).toEqual(["start", "warning", "log"]);
});
