import { mkdir, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openDevice } from "@neftune/engine";
import { AutoModelForCausalLM } from "@neftune/models";
import { temporaryFolder, type tinyConfig, writeTinyLlama } from "@neftune/models/fixtures";
import { describe, expect, test } from "vitest";
import { comparable, tinyRows, trainTiny } from "../fixtures/train-tiny.ts";
import { SFTTrainer } from "../sft-trainer.ts";
import { listCheckpoints } from "./checkpoint.ts";
import { ResumeError } from "./resume-error.ts";

/** A run with all that has a state: noise, accumulation, a schedule, shuffled epochs, evaluations, logs of several steps. */
const args = {
  maxSteps: 8,
  perDeviceTrainBatchSize: 2,
  gradientAccumulationSteps: 2,
  neftuneNoiseAlpha: 5,
  lrSchedulerType: "cosine",
  weightDecay: 0.1,
  loggingSteps: 3,
  evalStrategy: "steps",
  evalSteps: 3,
} as const;
const evalDataset = tinyRows(3, 5);

const names = async (folder: string) => (await readdir(folder)).sort();

describe("a run that is stopped and goes on", () => {
  test.each([1, 2, 4, 7])("after step %i ends in the bytes of one that never stopped", async (stopAfter) => {
    await using folder = await temporaryFolder();
    const outputDir = folder.path;
    const whole = await trainTiny({ args, evalDataset });
    const stopped = await trainTiny({
      args: { ...args, loggingSteps: 1 },
      evalDataset,
      outputDir,
      onEvent: (event, stop) => event.event === "log" && event.step === stopAfter && stop.abort(),
    });
    expect(stopped.checkpoints).toEqual([
      { event: "checkpoint", step: stopAfter, path: join(outputDir, `checkpoint-${stopAfter}`) },
    ]);
    expect(stopped.events.at(-1)).toMatchObject({ event: "end", step: stopAfter });
    const goesOn = await trainTiny({ args: { ...args, resumeFromCheckpoint: true }, evalDataset, outputDir });
    expect(goesOn.weights).toEqual(whole.weights);
    const after = ({ step }: { step: number }) => step > stopAfter;
    expect(comparable(goesOn.evaluations)).toEqual(comparable(whole.evaluations.filter(after)));
    expect(goesOn.events.at(-1)).toMatchObject({
      step: 8,
      verdict: (whole.events.at(-1) as { verdict: string }).verdict,
    });
  });

  test("logs the steps before it stopped with those after it", async () => {
    await using folder = await temporaryFolder();
    const outputDir = folder.path;
    const whole = await trainTiny({ args, evalDataset });
    // Step 4 is the first of the window that is logged at step 6.
    await trainTiny({ args: { ...args, maxSteps: 4, lrSchedulerType: "constant" }, evalDataset });
    const saved = await trainTiny({
      args: { ...args, saveStrategy: "steps", saveSteps: 4 },
      evalDataset,
      outputDir,
      onEvent: (event, stop) => event.event === "checkpoint" && stop.abort(),
    });
    expect(saved.checkpoints).toHaveLength(1);
    const goesOn = await trainTiny({ args: { ...args, resumeFromCheckpoint: true }, evalDataset, outputDir });
    expect(comparable(goesOn.logs)).toEqual(comparable(whole.logs.filter(({ step }) => step > 4)));
  });

  test("from a checkpoint that is named goes on from that one", async () => {
    await using folder = await temporaryFolder();
    const outputDir = folder.path;
    const whole = await trainTiny({ args: { ...args, saveStrategy: "steps", saveSteps: 2 }, evalDataset, outputDir });
    const path = join(outputDir, "checkpoint-4");
    const goesOn = await trainTiny({ args: { ...args, resumeFromCheckpoint: path }, evalDataset });
    expect(goesOn.logs.map(({ step }) => step)).toEqual([6]);
    expect(goesOn.weights).toEqual(whole.weights);
  });

  test("starts from the beginning where there is no checkpoint", async () => {
    await using folder = await temporaryFolder();
    const fresh = await trainTiny({ args, evalDataset });
    const resumed = await trainTiny({
      args: { ...args, resumeFromCheckpoint: true },
      evalDataset,
      outputDir: folder.path,
    });
    expect(resumed.weights).toEqual(fresh.weights);
  });

  test("does not look at a checkpoint that is half written", async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, "checkpoint-6.part"));
    await writeFile(join(folder.path, "checkpoint-6.part", "trainer_state.json"), "{");
    await writeFile(join(folder.path, "checkpoint-notes"), "");
    const { logs } = await trainTiny({
      args: { ...args, resumeFromCheckpoint: true, saveStrategy: "steps", saveSteps: 8 },
      evalDataset,
      outputDir: folder.path,
    });
    expect(logs[0]!.step).toBe(3);
    // The next checkpoint clears it away.
    expect(await names(folder.path)).toEqual(["checkpoint-8", "checkpoint-notes"]);
  });
});

describe("checkpoints", () => {
  const savedAt = async (more: object) => {
    await using folder = await temporaryFolder();
    await trainTiny({ args: { maxSteps: 7, ...more }, outputDir: folder.path });
    return names(folder.path);
  };

  test("are written every save_steps or at the end of each epoch, or not at all", async () => {
    expect(await savedAt({ saveStrategy: "steps", saveSteps: 3 })).toEqual(["checkpoint-3", "checkpoint-6"]);
    expect(await savedAt({ saveStrategy: "epoch" })).toEqual(["checkpoint-3", "checkpoint-6", "checkpoint-7"]);
    expect(await savedAt({ saveStrategy: "no" })).toEqual([]);
  });

  test("beyond save_total_limit go, the oldest first", async () => {
    expect(await savedAt({ saveStrategy: "steps", saveSteps: 2, saveTotalLimit: 2 })).toEqual([
      "checkpoint-4",
      "checkpoint-6",
    ]);
  });

  test("of an earlier, longer run do not push out the newest", async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, "checkpoint-50"));
    await trainTiny({
      args: { maxSteps: 2, saveStrategy: "steps", saveSteps: 2, saveTotalLimit: 1 },
      outputDir: folder.path,
    });
    expect(await names(folder.path)).toEqual(["checkpoint-2"]);
  });

  test("are listed by their steps, not by their letters", async () => {
    await using folder = await temporaryFolder();
    for (const name of ["checkpoint-10", "checkpoint-9", "checkpoint-100", "checkpoint-", "checkpoint-9a"])
      await mkdir(join(folder.path, name));
    expect((await listCheckpoints(folder.path)).map((path) => path.slice(folder.path.length + 1))).toEqual([
      "checkpoint-9",
      "checkpoint-10",
      "checkpoint-100",
    ]);
    expect(await listCheckpoints(join(folder.path, "none"))).toEqual([]);
  });

  test("hold a model that loads, and the moments beside it", async () => {
    await using folder = await temporaryFolder();
    const { weights } = await trainTiny({
      args: { maxSteps: 2, saveStrategy: "steps", saveSteps: 2 },
      outputDir: folder.path,
    });
    const path = join(folder.path, "checkpoint-2");
    expect(await names(path)).toEqual([
      "config.json",
      "generation_config.json",
      "model.safetensors",
      "optimizer.safetensors",
      "tokenizer.json",
      "tokenizer_config.json",
      "trainer_state.json",
    ]);
    await using device = await openDevice("cpu", { threads: 1 });
    const model = await AutoModelForCausalLM.fromPretrained(path, { device });
    expect(await device.read(model.parameters.flat)).toEqual(weights);
  });

  test("that cannot be written leave nothing", async () => {
    await using folder = await temporaryFolder();
    const outputDir = join(folder.path, "file");
    await writeFile(outputDir, "");
    const run = trainTiny({ args: { maxSteps: 1, saveStrategy: "steps", saveSteps: 1 }, outputDir });
    await expect(run).rejects.toThrow();
    expect(await names(folder.path)).toEqual(["file"]);
  });
});

describe("what is no checkpoint is refused before the run starts, in one line that names it", () => {
  const refusal = async (path: string, changes: Partial<typeof tinyConfig> = {}) => {
    await using folder = await temporaryFolder();
    await writeTinyLlama(folder.path, changes);
    await using device = await openDevice("tfjs");
    const model = await AutoModelForCausalLM.fromPretrained(folder.path, { device });
    const trainer = new SFTTrainer({
      model,
      trainDataset: tinyRows(4),
      args: { maxSteps: 1, resumeFromCheckpoint: path },
    });
    const events = [];
    try {
      for await (const { event } of trainer.train()) events.push(event);
    } catch (error) {
      if (!ResumeError.isInstance(error)) throw error;
      expect(error.message).not.toContain("\n");
      expect(error.message.startsWith(path)).toBe(true);
      expect(events).toEqual([]);
      return error.message.replaceAll(path, "c");
    }
    throw new Error("nothing was refused");
  };

  test("a folder that is not there", async () => {
    expect(await refusal("no/checkpoint-1")).toMatch(/^c is no checkpoint of this trainer: ENOENT/);
  });

  test("a damaged one, and one of another model", async () => {
    await using folder = await temporaryFolder();
    await trainTiny({ args: { maxSteps: 1, saveStrategy: "steps", saveSteps: 1 }, outputDir: folder.path });
    const path = join(folder.path, "checkpoint-1");
    expect(await refusal(path, { intermediate_size: 32 })).toBe(
      "c is no checkpoint of this model: c/optimizer.safetensors: exp_avg.model.layers.0.mlp.gate_proj.weight is [24,16], " +
        "the model wants [32,16]",
    );
    await truncate(join(path, "optimizer.safetensors"), 1000);
    expect(await refusal(path)).toMatch(/^c is no checkpoint of this model: c\/optimizer\.safetensors is truncated/);
    const state = await readFile(join(path, "trainer_state.json"), "utf8");
    await writeFile(join(path, "trainer_state.json"), state.replace('"step": 1', '"step": "one"'));
    expect(await refusal(path)).toMatch(/^c is no checkpoint of this trainer: trainer_state\.json\.step: /);
  });
});

test("resume_from_checkpoint true passes over a checkpoint that is not whole, and says so", async () => {
  await using folder = await temporaryFolder();
  const outputDir = folder.path;
  const whole = await trainTiny({ args: { ...args, saveStrategy: "steps", saveSteps: 2 }, evalDataset, outputDir });
  await truncate(join(outputDir, "checkpoint-8", "model.safetensors"), 1000);
  await mkdir(join(outputDir, "checkpoint-90"));
  const { events, weights } = await trainTiny({
    args: { ...args, resumeFromCheckpoint: true },
    evalDataset,
    outputDir,
  });
  const warnings = events.flatMap((event) => (event.event === "warning" ? [event.message] : []));
  expect(warnings).toEqual([
    expect.stringMatching(/^a checkpoint that is not whole is passed over: .*checkpoint-90 /),
    expect.stringMatching(/^a checkpoint that is not whole is passed over: .*checkpoint-8.*truncated/),
  ]);
  expect(weights).toEqual(whole.weights);
});
