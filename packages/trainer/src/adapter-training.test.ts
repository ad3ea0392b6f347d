import { access, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { openDevice } from "@neftune/engine";
import { AutoModelForCausalLM, addAdapter, loadAdapter, savePretrained } from "@neftune/models";
import { temporaryFolder, writeTinyLlama } from "@neftune/models/fixtures";
import { describe, expect, test } from "vitest";
import type { LogEvent, StartEvent } from "./events.ts";
import { comparable, tinyRows, trainTiny } from "./fixtures/train-tiny.ts";
import { SFTTrainer } from "./sft-trainer.ts";

const lora = {
  usePeft: true,
  loraR: 2,
  loraTargetModules: "all-linear",
  neftuneNoiseAlpha: 5,
  maxSteps: 6,
  perDeviceTrainBatchSize: 2,
  gradientAccumulationSteps: 2,
} as const;

test("an adapter learns while the model stays as it is, and the start tells how little is trained", async () => {
  await using folder = await temporaryFolder();
  await writeTinyLlama(folder.path);
  await using device = await openDevice("cpu", { threads: 1 });
  const before = await AutoModelForCausalLM.fromPretrained(folder.path, { device });
  const { events, logs, weights } = await trainTiny({ args: { ...lora, maxSteps: 12, learningRate: 5e-2 } });
  expect(weights).toEqual(await device.read(before.parameters.flat));
  const { parameters, trainableParameters } = events[0] as StartEvent;
  await addAdapter(before, { r: 2, targetModules: "all-linear" });
  expect(trainableParameters).toBe(before.trainable.layout.count);
  expect(parameters).toBe(before.layout.count + trainableParameters);
  const losses = logs.map(({ loss }) => loss);
  expect(losses.at(-1)).toBeLessThan(losses[0]!);
});

describe("a run that is stopped and goes on", () => {
  test.each([
    ["LoRA with dropout", {}],
    ["DoRA and a copy of the output matrix", { useDora: true, loraModulesToSave: ["lm_head"] }],
  ])("ends in the bytes of one that never stopped: %s", async (_, more) => {
    await using folder = await temporaryFolder();
    const args = { ...lora, ...more };
    const [whole, parts] = [join(folder.path, "whole"), join(folder.path, "parts")];
    const everySix = { saveStrategy: "steps", saveSteps: 6 } as const;
    const straight = await trainTiny({ args: { ...args, ...everySix }, outputDir: whole });
    await trainTiny({
      args,
      outputDir: parts,
      onEvent: (event, stop) => event.event === "log" && event.step === 2 && stop.abort(),
    });
    const resumed = await trainTiny({ args: { ...args, ...everySix, resumeFromCheckpoint: true }, outputDir: parts });
    expect(comparable(resumed.logs)).toEqual(comparable(straight.logs.filter(({ step }) => step > 2)));
    const bytes = async (run: string) => {
      await using device = await openDevice("tfjs");
      const path = join(folder.path, "model");
      await mkdir(path, { recursive: true });
      await writeTinyLlama(path);
      const model = await AutoModelForCausalLM.fromPretrained(path, { device });
      await loadAdapter(model, join(run, "checkpoint-6"));
      return device.read(model.trainable.parameters.flat);
    };
    expect(await bytes(parts)).toEqual(await bytes(whole));
    expect((await readdir(join(parts, "checkpoint-6"))).sort()).toEqual([
      "adapter_config.json",
      "adapter_model.safetensors",
      "generation_config.json",
      "optimizer.safetensors",
      "tokenizer.json",
      "tokenizer_config.json",
      "trainer_state.json",
    ]);
  });
});

test("losses do not depend on how rows are batched, with dropout on", async () => {
  const args = { ...lora, loraDropout: 0.3, trainSamplingStrategy: "sequential" } as const;
  const losses = (logs: readonly LogEvent[]) => logs.map(({ loss }) => loss);
  const two = losses((await trainTiny({ args })).logs);
  const one = losses(
    (await trainTiny({ args: { ...args, perDeviceTrainBatchSize: 4, gradientAccumulationSteps: 1 } })).logs,
  );
  for (const [step, loss] of two.entries()) expect(one[step]! / loss).toBeCloseTo(1, 4);
});

test("adapter_name_or_path goes on from an adapter with its settings", async () => {
  await using folder = await temporaryFolder();
  await writeTinyLlama(folder.path);
  await using device = await openDevice("cpu", { threads: 1 });
  const model = await AutoModelForCausalLM.fromPretrained(folder.path, { device });
  await addAdapter(model, { r: 3, targetModules: ["o_proj"] });
  const adapter = join(folder.path, "adapter");
  await savePretrained(model, adapter);
  const { events, warnings } = await trainTiny({
    args: { usePeft: true, adapterNameOrPath: adapter, loraR: 8, maxSteps: 1 },
  });
  expect((events[0] as StartEvent).trainableParameters).toBe(model.trainable.layout.count);
  expect(warnings).toContain("lora_r has no effect: adapter_name_or_path brings its own settings");
});

test("names stand for layers with commas between or in a list, and settings without use_peft are spoken of", async () => {
  const trained = async (loraTargetModules: string | string[]) =>
    ((await trainTiny({ args: { usePeft: true, loraTargetModules, maxSteps: 1 } })).events[0] as StartEvent)
      .trainableParameters;
  expect(await trained("q_proj,v_proj")).toBe(await trained(["q_proj", "v_proj"]));
  expect(await trained(".*\\.(q|v)_proj")).toBe(await trained(["q_proj", "v_proj"]));
  expect((await trainTiny({ args: { loraR: 4, maxSteps: 1 } })).warnings).toContain(
    "lora_r has no effect without use_peft",
  );
  await expect(trainTiny({ args: { adapterNameOrPath: "a", maxSteps: 1 } })).rejects.toThrow(
    "adapter_name_or_path is given, but use_peft is false; wanted true",
  );
});

test("the model that is saved is the adapter", async () => {
  await using folder = await temporaryFolder();
  await writeTinyLlama(folder.path);
  await using device = await openDevice("cpu", { threads: 1 });
  const model = await AutoModelForCausalLM.fromPretrained(folder.path, { device });
  const trainer = new SFTTrainer({ model, trainDataset: tinyRows(4), args: { usePeft: true, maxSteps: 1 } });
  for await (const _ of trainer.train());
  const out = join(folder.path, "out");
  await trainer.saveModel(out);
  await access(join(out, "adapter_model.safetensors"));
  await expect(access(join(out, "model.safetensors"))).rejects.toThrow();
});
