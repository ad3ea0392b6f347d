import { openDevice } from "@neftune/engine";
import { AutoModelForCausalLM } from "@neftune/models";
import { isMissing, stories260K } from "@neftune/models/fixtures";
import { afterAll, describe, expect, test } from "vitest";
import { evaluations, logs, Workplace, warnings } from "./fixtures/workplace.ts";

const workplace = await Workplace.create();
afterAll(() => workplace[Symbol.asyncDispose]());

/** The keys that other programs read, in the order in which they are written. */
const keys = {
  start: [
    ...["event", "runDir", "model", "parameters", "trainableParameters", "trainSamples", "testSamples"],
    ...["totalSteps", "datasets", "device", "deviceDescription", "config"],
  ],
  log: [
    ...["event", "step", "epoch", "loss", "gradNorm", "learningRate", "numTokens", "meanTokenAccuracy", "entropy"],
    ...["noiseNorm", "noiseNormExpected", "noiseRatio", "tokensPerSecond", "samplesPerSecond", "memoryMb"],
  ],
  evaluate: [
    ...["event", "step", "epoch", "trainLoss", "testLoss", "gap", "evalLoss"],
    ...["evalMeanTokenAccuracy", "evalEntropy"],
  ],
  checkpoint: ["event", "step", "path"],
  warning: ["event", "message"],
  end: ["event", "step", "epoch", "runDir", "seconds", "trainLoss", "testLoss", "gap", "verdict"],
};

describe("a run with a test set", async () => {
  const { status, events, stdout, stderr } = await workplace.train({
    eval_file: "test.json",
    eval_on_start: true,
    eval_strategy: "steps",
    eval_steps: 2,
    save_steps: 3,
    bf16: true,
  });

  test("ends in status 0 and says nothing beside its events", () => {
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.endsWith("\n")).toBe(true);
  });

  test("tells its start, evaluations, logs, checkpoints and end, in order and with all their keys", () => {
    const told = events.map((event) => ("step" in event ? `${event.event} ${event.step}` : event.event));
    expect(told).toEqual([
      ...["start", "warning", "evaluate 0", "log 1", "log 2", "evaluate 2", "log 3", "checkpoint 3", "log 4"],
      ...["evaluate 4", "end 4"],
    ]);
    for (const event of events) expect(Object.keys(event)).toEqual(keys[event.event]);
  });

  test("starts with what was asked for, resolved, and what was found", () => {
    expect(events[0]).toMatchObject({
      runDir: "out",
      model: "model",
      parameters: 8064,
      trainableParameters: 8064,
      trainSamples: 24,
      testSamples: 6,
      totalSteps: 4,
      device: "cpu",
      config: { learning_rate: 0.01, neftune_noise_alpha: null, neftune_scaling: "tokens", dataset_format: "auto" },
    });
  });

  test("warns that bf16 is float32 on this device", () => {
    expect(warnings(events)).toEqual([expect.stringMatching(/cpu does not compute in bfloat16: training in float32/)]);
  });

  test("logs finite numbers, a falling learning rate and growing counts", () => {
    for (const log of logs(events))
      for (const [key, value] of Object.entries(log))
        if (key !== "event") expect(value, key).toSatisfy(Number.isFinite);
    expect(logs(events).map(({ learningRate }) => learningRate)).toEqual([0.01, 0.0075, 0.005, 0.0025]);
    expect(logs(events).map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4].map((step) => step / 6));
  });

  test("measures the gap as the test loss less the train loss, and ends with the last", () => {
    for (const { gap, testLoss, trainLoss } of evaluations(events)) expect(gap).toBe(testLoss! - trainLoss);
    const { trainLoss, testLoss, gap } = evaluations(events).at(-1)!;
    expect(events.at(-1)).toMatchObject({ event: "end", step: 4, runDir: "out", trainLoss, testLoss, gap });
  });

  test("keeps its events in events.jsonl, and leaves a folder that is whole", async () => {
    expect(workplace.read("out", "events.jsonl")).toBe(stdout);
    const model = [
      "config.json",
      "generation_config.json",
      "model.safetensors",
      "tokenizer.json",
      "tokenizer_config.json",
    ];
    expect(workplace.names("out")).toEqual(["checkpoint-3", "events.jsonl", "recipe.yaml", ...model].sort());
    await using device = await openDevice("tfjs");
    const trained = await AutoModelForCausalLM.fromPretrained(workplace.at("out"), { device });
    const before = await AutoModelForCausalLM.fromPretrained(workplace.at("model"), { device });
    expect(trained.architecture).toMatchObject({ width: 16, layers: 2 });
    expect(await device.read(trained.parameters.flat)).not.toEqual(await device.read(before.parameters.flat));
  });
});

describe("test rows", () => {
  test("where there are none, the test loss, the evalLoss and the gap are null, and a warning says so", async () => {
    const { events } = await workplace.train({ eval_strategy: "epoch", max_steps: 2, output_dir: "none" });
    expect(warnings(events)).toEqual([expect.stringMatching(/no test rows: name eval_file or test_size/)]);
    const missing = { testLoss: null, gap: null };
    expect(evaluations(events)).toEqual([expect.objectContaining({ ...missing, evalLoss: null, step: 2 })]);
    expect(events.at(-1)).toMatchObject({ ...missing, verdict: "unknown" });
  });

  test.each([
    [6, 18, 6],
    [0.25, 18, 6],
    [0.1, 21, 3],
  ])("are set aside by test_size %d", async (test_size, trainSamples, testSamples) => {
    const { events } = await workplace.train({ test_size, max_steps: 1, output_dir: "split" });
    expect(events[0]).toMatchObject({ trainSamples, testSamples });
  });
});

describe("rows that can be used in part", () => {
  test("bad ones are left out and counted where on_bad_row is skip", async () => {
    workplace.write("some.jsonl", `{"instruction":"a","output":"b"}\n\n{broken\n{"instruction":"c"}\n`);
    const settings = { train_file: "some.jsonl", on_bad_row: "skip", max_steps: 1, output_dir: "some" };
    const { status, events } = await workplace.train(settings);
    expect(status).toBe(0);
    expect(events[0]).toMatchObject({ trainSamples: 1 });
    expect(warnings(events)[0]).toMatch(/2 of 3 training rows were dropped; row 1: line 3/);
  });

  test("long ones are cut, and a warning counts them", async () => {
    const { events } = await workplace.train({ max_length: 10, max_steps: 1, output_dir: "cut" });
    expect(warnings(events)[0]).toMatch(/\d+ of 24 training rows were cut to max_length/);
  });

  test("any text will do: other scripts, signs beyond the basic plane, line separators, a mark at the beginning", async () => {
    const rows = [
      { instruction: "写一首诗 🚀", input: "\u2028\u0000", output: "ᚠᛇᚻ \u{10ffff}" },
      { instruction: "né\u0301", output: "" },
    ];
    const text = rows.map((row) => JSON.stringify(row)).join("\r\n");
    workplace.write("zeilen größer 行.jsonl", `\ufeff${text}`);
    const settings = { train_file: "zeilen größer 行.jsonl", max_steps: 1, output_dir: "aus gabe" };
    const { status, events, stderr } = await workplace.train(settings);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(events[0]).toMatchObject({ trainSamples: 2 });
  });
});

test("a loss that is no number is told in a warning, and its place in the event is null", async () => {
  const { status, events, stderr } = await workplace.train({
    learning_rate: 1e30,
    output_dir: "diverged",
    test_size: 4,
    eval_on_start: true,
    eval_strategy: "steps",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(logs(events).at(-1)!.loss).toBeNull();
  expect(warnings(events).at(-1)).toMatch(/^the loss is NaN at step 4: lower learning_rate$/);
  expect(events.at(-1)).toMatchObject({ testLoss: null, gap: null, verdict: "unknown" });
});

test.skipIf(isMissing("derived/models/stories260K_hf"))("a real model on instructions: stories260K", async () => {
  const { status, events, stderr } = await workplace.train({
    model_name_or_path: stories260K,
    train_file: "instructions.json",
    output_dir: "stories",
    neftune_noise_alpha: 5,
    test_size: 4,
    eval_strategy: "steps",
    eval_on_start: true,
    learning_rate: 1e-3,
    max_steps: 8,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const measured = evaluations(events);
  expect(measured.at(-1)!.testLoss!).toBeLessThan(measured[0]!.testLoss!);
  expect(workplace.names("stories")).toContain("tokenizer.json");
});
