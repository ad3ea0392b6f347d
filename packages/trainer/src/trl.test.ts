import { join } from "node:path";
import { alpaca } from "@neftune/datasets";
import { openDevice } from "@neftune/engine";
import { AutoModelForCausalLM, AutoTokenizer } from "@neftune/models";
import { isMissing, readGolden, sharedData, stories260K } from "@neftune/models/fixtures";
import { expect, test } from "vitest";
import type { TrainerEvent } from "./events.ts";
import { relativeError } from "./fixtures/golden-training.ts";
import { SFTTrainer } from "./sft-trainer.ts";

interface Golden {
  train_rows: [number, number];
  eval_rows: [number, number];
  runs: Record<
    string,
    {
      log: {
        step: number;
        loss?: number;
        eval_loss?: number;
        grad_norm?: number;
        learning_rate?: number;
        num_tokens?: number;
        mean_token_accuracy?: number;
        entropy?: number;
        eval_mean_token_accuracy?: number;
        eval_entropy?: number;
      }[];
    }
  >;
}

const expectedPath = "golden/trl_sft/expected.json";
const rowsPath = "instruct/alpaca/alpaca_random_9k.json";

const adapter = join(sharedData, "golden/trl_sft/lora_start");

test.skipIf(isMissing(expectedPath, rowsPath, "derived/models/stories260K_hf")).each([
  ["full", { learningRate: 1e-3 }],
  ["lora", { learningRate: 5e-3, usePeft: true, adapterNameOrPath: adapter }],
])(
  "twenty steps on real Alpaca rows are those of TRL 1.16 (golden/trl_sft, run %s)",
  async (run, runArgs) => {
    const golden = readGolden<Golden>(expectedPath);
    const rows = readGolden<unknown[]>(rowsPath);
    await using device = await openDevice("cpu", { threads: 1 });
    const trainer = new SFTTrainer({
      model: await AutoModelForCausalLM.fromPretrained(stories260K, { device }),
      tokenizer: await AutoTokenizer.fromPretrained(stories260K),
      trainDataset: alpaca(rows.slice(...golden.train_rows)),
      evalDataset: alpaca(rows.slice(...golden.eval_rows)),
      args: {
        perDeviceTrainBatchSize: 4,
        perDeviceEvalBatchSize: 4,
        maxLength: 512,
        lrSchedulerType: "cosine",
        warmupSteps: 3,
        numTrainEpochs: 1,
        completionOnlyLoss: true,
        trainSamplingStrategy: "sequential",
        loggingSteps: 1,
        evalStrategy: "steps",
        evalSteps: 5,
        trainEvalSamples: 4,
        evalOnStart: true,
        saveStrategy: "no",
        ...runArgs,
      },
    });
    const events: TrainerEvent[] = [];
    for await (const event of trainer.train()) events.push(event);

    const { log } = golden.runs[run]!;
    const logs = events.filter((event) => event.event === "log");
    const wantedLogs = log.filter(({ loss }) => loss !== undefined);
    expect(logs.map(({ step }) => step)).toEqual(wantedLogs.map(({ step }) => step));
    for (const [index, wanted] of wantedLogs.entries()) {
      const actual = logs[index]!;
      const place = `step ${wanted.step}`;
      expect(relativeError(actual.loss, wanted.loss!), place).toBeLessThan(index === 0 ? 1e-5 : 2e-3);
      expect(relativeError(actual.gradNorm, wanted.grad_norm!), place).toBeLessThan(2e-3);
      expect(Math.abs(actual.learningRate - wanted.learning_rate!), place).toBeLessThan(1e-12);
      expect(actual.numTokens, place).toBe(wanted.num_tokens);
      expect(Math.abs(actual.meanTokenAccuracy - wanted.mean_token_accuracy!), place).toBeLessThan(5e-3);
      expect(relativeError(actual.entropy, wanted.entropy!), place).toBeLessThan(2e-3);
    }

    const evaluations = events.filter((event) => event.event === "evaluate");
    const wantedEvaluations = log.filter(({ eval_loss }) => eval_loss !== undefined);
    expect(evaluations.map(({ step }) => step)).toEqual(wantedEvaluations.map(({ step }) => step));
    for (const [index, wanted] of wantedEvaluations.entries()) {
      const actual = evaluations[index]!;
      const place = `evaluation at step ${wanted.step}`;
      expect(relativeError(actual.evalLoss!, wanted.eval_loss!), place).toBeLessThan(index === 0 ? 1e-5 : 2e-3);
      expect(Math.abs(actual.evalMeanTokenAccuracy! - wanted.eval_mean_token_accuracy!), place).toBeLessThan(5e-3);
      expect(relativeError(actual.evalEntropy!, wanted.eval_entropy!), place).toBeLessThan(2e-3);
    }
  },
  180_000,
);
