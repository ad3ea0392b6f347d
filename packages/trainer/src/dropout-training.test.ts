import { join } from "node:path";
import { temporaryFolder, tinyModels } from "@neftune/models/fixtures";
import { describe, expect, test } from "vitest";
import type { LogEvent } from "./events.ts";
import { comparable, tinyRows, trainTiny } from "./fixtures/train-tiny.ts";

const noisy = { neftuneNoiseAlpha: 5, maxSteps: 6, perDeviceTrainBatchSize: 2, gradientAccumulationSteps: 2 } as const;
const models = {
  "GPT-2, with transformers' shares": tinyModels.gpt2!,
  "OPT of the 350M's kind": { ...tinyModels["opt as the 350M is"], dropout: 0.1, attention_dropout: 0.2 },
} as const;

describe.each(Object.entries(models))("%s", (_, modelConfig) => {
  test("a run that is stopped and goes on ends in the bytes of one that never stopped", async () => {
    await using folder = await temporaryFolder();
    const [whole, parts] = [join(folder.path, "whole"), join(folder.path, "parts")];
    const everySix = { ...noisy, saveStrategy: "steps", saveSteps: 6 } as const;
    const straight = await trainTiny({ args: everySix, modelConfig, outputDir: whole });
    await trainTiny({
      args: noisy,
      modelConfig,
      outputDir: parts,
      onEvent: (event, stop) => event.event === "log" && event.step === 2 && stop.abort(),
    });
    const resumed = await trainTiny({
      args: { ...everySix, resumeFromCheckpoint: true },
      modelConfig,
      outputDir: parts,
    });
    expect(comparable(resumed.logs)).toEqual(comparable(straight.logs.filter(({ step }) => step > 2)));
    expect(resumed.weights).toEqual(straight.weights);
  });

  test("losses do not depend on batches, accumulation and gradient checkpointing", async () => {
    const losses = (logs: readonly LogEvent[]) => logs.map(({ loss }) => loss);
    const args = { ...noisy, trainSamplingStrategy: "sequential" } as const;
    const expected = losses((await trainTiny({ args, modelConfig })).logs);
    const changes = [
      { perDeviceTrainBatchSize: 4, gradientAccumulationSteps: 1 },
      { perDeviceTrainBatchSize: 1, gradientAccumulationSteps: 4, gradientCheckpointing: true },
    ];
    for (const change of changes) {
      const actual = losses((await trainTiny({ args: { ...args, ...change }, modelConfig })).logs);
      for (const [step, loss] of expected.entries()) expect(actual[step]! / loss).toBeCloseTo(1, 4);
    }
  });

  test("training drops and evaluation does not", async () => {
    const none = Object.fromEntries(
      ["embd_pdrop", "resid_pdrop", "attn_pdrop", "dropout", "attention_dropout"].map((key) => [key, 0]),
    );
    const args = { maxSteps: 1, evalOnStart: true };
    const evalDataset = tinyRows(4, 2);
    const [with_, without] = [
      await trainTiny({ args, modelConfig, evalDataset }),
      await trainTiny({ args, modelConfig: { ...modelConfig, ...none }, evalDataset }),
    ];
    expect(with_.evaluations[0]).toEqual(without.evaluations[0]);
    expect(with_.logs[0]!.loss).not.toBe(without.logs[0]!.loss);
    expect(with_.warnings).toEqual(without.warnings);
  });
});
