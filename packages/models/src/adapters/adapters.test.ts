import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Device, openDevice } from "@neftune/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AutoModelForCausalLM } from "../auto-model.ts";
import type { CausalLM } from "../causal-lm.ts";
import { SafetensorsFile } from "../checkpoints/safetensors.ts";
import { savePretrained } from "../checkpoints/save-pretrained.ts";
import { AdapterError } from "../errors/adapter-error.ts";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import { expectClose } from "../fixtures/compare-functions.ts";
import { randomValues } from "../fixtures/random.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { writeTinyLlama } from "../fixtures/tiny-llama.ts";
import { raggedBatch } from "../ragged/ragged-batch.ts";
import { loadAdapter, saveAdapter } from "./adapter-files.ts";
import { addAdapter } from "./add-adapter.ts";
import type { LoraConfig } from "./lora-config.ts";

const rows = [11, 6].map((length, row) => {
  const inputIds = Array.from({ length }, (_, i) => 3 + ((row * 97 + i * i * 13 + 5 * i) % 250));
  return { inputIds, labels: inputIds };
});
const batch = raggedBatch(rows);
const dropout = { seed: 5, epoch: 0, samples: [0, 1] };
const small = { r: 2, loraAlpha: 4 };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let device: Device;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeTinyLlama(folder.path);
  device = await openDevice("cpu", { threads: 1 });
});

afterAll(async () => {
  await device.dispose();
  await folder[Symbol.asyncDispose]();
});

const open = (on = device) => AutoModelForCausalLM.fromPretrained(folder.path, { device: on });

/** A model whose adapter does something: all its numbers are random, but near where they start. */
async function adapted(settings: Partial<LoraConfig>, on = device): Promise<CausalLM> {
  const model = await open(on);
  await addAdapter(model, { ...small, ...settings });
  const { parameters } = model.trainable;
  const start = (await on.read(parameters.flat)) as Float32Array;
  const moved = randomValues(3, start.length, 0.2);
  on.write(
    parameters.flat,
    start.map((value, index) => value + moved[index]!),
  );
  return model;
}

async function lossOf(model: CausalLM): Promise<number> {
  const { nll } = await model.losses(batch);
  return nll.reduce((sum, value) => sum + value, 0);
}

async function gradientsOf(model: CausalLM, pass = () => model.train(batch, 1, null, dropout)) {
  await pass();
  return (await model.device.read(model.gradients.flat)) as Float32Array;
}

const kinds: [string, Partial<LoraConfig>][] = [
  ["LoRA on some of the stacked layers", { targetModules: ["q_proj", "v_proj", "down_proj"] }],
  ["LoRA on all layers", { targetModules: "all-linear" }],
  ["ranks of their own", { targetModules: "all-linear", rankPattern: { k_proj: 3 }, alphaPattern: { up_proj: 1 } }],
  ["rsLoRA in one block", { targetModules: ["o_proj"], layersToTransform: [1], useRslora: true }],
  ["DoRA", { targetModules: ["q_proj", "k_proj", "gate_proj"], useDora: true }],
  ["DoRA with dropout", { targetModules: "all-linear", useDora: true, loraDropout: 0.3 }],
  ["LoRA with dropout", { targetModules: "all-linear", loraDropout: 0.3 }],
  ["copies of modules", { targetModules: ["v_proj"], modulesToSave: ["embed_tokens", "lm_head", "k_proj", "norm"] }],
];

describe.each(kinds)("%s", (_, settings) => {
  test("a new adapter changes nothing", async () => {
    const model = await open();
    const before = await model.losses(batch);
    await addAdapter(model, { ...small, ...settings });
    expectClose((await model.losses(batch)).nll, before.nll, 6);
    await model.attach(null);
    expect(await model.losses(batch)).toEqual(before);
    await model.dispose();
  });

  test("gradients are the loss's slope along them, with the model's own numbers as they were", async () => {
    const model = await adapted(settings);
    const frozen = await device.read(model.parameters.flat);
    const { parameters } = model.trainable;
    const start = (await device.read(parameters.flat)) as Float32Array;
    // DoRA's divisor has no gradient, so that only a step of the magnitudes follows the loss.
    const slots = [...model.trainable.layout.slots.values()];
    const checked = settings.useDora ? slots.filter(({ name }) => name.includes("magnitude")) : slots;
    const direction = new Float32Array(start.length);
    const gradients = await gradientsOf(model);
    let squared = 0;
    for (const { offset, size } of checked)
      for (let i = offset; i < offset + size; i++) {
        direction[i] = gradients[i]!;
        squared += gradients[i]! ** 2;
      }
    const distance = 2e-3 / Math.sqrt(squared);
    const lossAt = async (along: number) => {
      device.write(
        parameters.flat,
        start.map((value, index) => value + along * direction[index]!),
      );
      const { nll } = await model.train(batch, 1, null, dropout);
      return nll.reduce((sum, value) => sum + value, 0);
    };
    const slope = ((await lossAt(distance)) - (await lossAt(-distance))) / (2 * distance);
    expect(slope / squared).toBeCloseTo(1, 1);
    expect(await device.read(model.parameters.flat)).toEqual(frozen);
    await model.dispose();
  });

  test("gradients are the same when they are recomputed, and on tfjs's own backend", async () => {
    const model = await adapted(settings);
    const kept = await gradientsOf(model);
    await model.configure({ residuals: "recompute" });
    expectClose(await gradientsOf(model), kept, 6);
    await model.dispose();
    await using tfjs = await openDevice("tfjs");
    expectClose(await gradientsOf(await adapted(settings, tfjs)), kept, 4);
  });

  test("merged it computes the same, and unmerged the model is what it was", async () => {
    const model = await adapted(settings);
    const [before, frozen] = [await lossOf(model), await device.read(model.parameters.flat)];
    await model.merge();
    expect(Math.abs((await lossOf(model)) / before - 1)).toBeLessThan(1e-5);
    await using out = await temporaryFolder();
    await savePretrained(model, out.path);
    const whole = await AutoModelForCausalLM.fromPretrained(out.path, { device });
    expect(Math.abs((await lossOf(whole)) / before - 1)).toBeLessThan(1e-5);
    await whole.dispose();
    await model.unmerge();
    expect(await device.read(model.parameters.flat)).toEqual(frozen);
    expect(await lossOf(model)).toBe(before);
    await model.dispose();
  });

  test("written and read again it is the same", async () => {
    await using out = await temporaryFolder();
    const model = await adapted(settings);
    const before = await lossOf(model);
    await savePretrained(model, out.path);
    await model.dispose();
    const other = await open();
    await loadAdapter(other, out.path);
    expect(await lossOf(other)).toBe(before);
    await other.dispose();
  });
});

test("gradients of several passes add up", async () => {
  const model = await adapted({ targetModules: "all-linear", modulesToSave: ["lm_head"] });
  const once = await gradientsOf(model);
  await model.configure({ accumulate: true });
  model.zeroGradients();
  await model.train(batch, 0.25, null, dropout);
  expectClose(await gradientsOf(model, () => model.train(batch, 0.75, null, dropout)), once, 5);
  await model.dispose();
});

test("dropout is on in training with a key, and off without and in evaluation", async () => {
  const [model, plain] = [
    await adapted({ targetModules: "all-linear", loraDropout: 0.5 }),
    await adapted({ targetModules: "all-linear" }),
  ];
  const { nll } = await model.train(batch, 1, null, dropout);
  const without = await plain.train(batch, 1, null, dropout);
  expect(nll).not.toEqual(without.nll);
  expect((await model.train(batch, 1, null, dropout)).nll).toEqual(nll);
  expect((await model.train(batch, 1, null, { ...dropout, epoch: 1 })).nll).not.toEqual(nll);
  expect((await model.train(batch, 1, null)).nll).toEqual(without.nll);
  expect(await lossOf(model)).toBe(await lossOf(plain));
});

test("memory is that of the adapter beside the model", async () => {
  const model = await open();
  await addAdapter(model, { ...small, targetModules: "all-linear" });
  await model.train(batch, 1, null);
  const { layout, trainable } = model;
  // Rank 2 beside q, k, v, o, gate, up and down: two rows and two columns each, in two blocks.
  const inAndOut = [16 + 16, 16 + 8, 16 + 8, 16 + 16, 16 + 24, 16 + 24, 24 + 16];
  expect(trainable.layout.count).toBe(2 * 2 * inAndOut.reduce((sum, size) => sum + size, 0));
  expect(model.explain()).toMatchObject({
    parameters: 4 * (layout.total + trainable.layout.total),
    gradients: 4 * trainable.layout.total,
  });
  await model.dispose();
});

describe("what cannot be done is said in one line", () => {
  const refused = async (wanted: typeof AdapterError | typeof CheckpointError, run: () => Promise<unknown>) => {
    const error = await run().then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(wanted);
    expect((error as Error).message).not.toContain("\n");
    return (error as Error).message;
  };

  test("a second adapter, training a merged one, merging what is not there", async () => {
    const model = await open();
    expect(await refused(AdapterError, () => model.merge())).toBe("the model has no adapter to merge");
    await addAdapter(model, { ...small, targetModules: ["q_proj"] });
    expect(await refused(AdapterError, () => addAdapter(model, small))).toMatch(/^the model has an adapter already/);
    expect(await refused(AdapterError, () => model.unmerge())).toBe("the model has no merged adapter");
    await model.merge();
    expect(await refused(AdapterError, () => model.train(batch, 1, null))).toMatch(
      /^a merged adapter cannot be trained/,
    );
    expect(await refused(AdapterError, () => model.attach(null))).toMatch(/unmerge it first$/);
  });

  test.each([
    [{ r: 0 }, "the rank r of an adapter is 0; wanted an integer from 1"],
    [{ loraDropout: 1 }, "lora_dropout is 1; wanted a number from 0 and below 1"],
    [{ targetModules: ["q"] }, /^target_modules: q is no linear layer/],
    [{ modulesToSave: ["score"], targetModules: ["q_proj"] }, "modules_to_save: the model has no module score"],
  ])("settings %j", async (settings, message) => {
    const model = await open();
    expect(await refused(AdapterError, () => addAdapter(model, settings))).toMatch(message);
    expect(model.adapter).toBeNull();
  });

  /** An adapter folder with one thing changed. */
  const withConfig = async (change: Record<string, unknown>) => {
    await using out = await temporaryFolder();
    const model = await adapted({ targetModules: ["q_proj", "o_proj"] });
    await saveAdapter(model, out.path);
    const path = join(out.path, "adapter_config.json");
    await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, "utf8")), ...change }));
    const other = await open();
    const before = await lossOf(other);
    const message = await refused(CheckpointError, () => loadAdapter(other, out.path));
    expect(other.adapter).toBeNull();
    expect(await lossOf(other)).toBe(before);
    return message.replaceAll(out.path, "a");
  };

  test.each([
    [
      { peft_type: "IA3" },
      'a/adapter_config.json: peft_type is "IA3"; wanted "LORA", the only kind of adapter that is supported',
    ],
    [{ task_type: "SEQ_CLS" }, 'a/adapter_config.json: task_type is "SEQ_CLS"; wanted "CAUSAL_LM"'],
    [{ lora_bias: true }, "a/adapter_config.json: lora_bias is true; wanted null: it is not supported"],
    [{ init_lora_weights: "pissa" }, /init_lora_weights is "pissa"; wanted true/],
    [{ r: "8" }, 'a/adapter_config.json: r is "8"; wanted a number'],
    [{ r: -1 }, "a/adapter_config.json: the rank r of an adapter is -1; wanted an integer from 1"],
    [{ r: 3 }, /lora_A.weight is \[2,16\], the model wants \[3,16\]$/],
    [
      { target_modules: ["q_proj"] },
      /settings: the model has no place for base_model.model.model.layers.0.self_attn.o_proj/,
    ],
    [
      { target_modules: ["q_proj", "k_proj", "o_proj"] },
      /settings: it has no base_model.model.model.layers.0.self_attn.k_proj/,
    ],
    [{ target_modules: ["c_attn"] }, /^a is no adapter for this model: target_modules: c_attn is no linear layer/],
  ])("adapter_config.json with %j", async (change, message) => {
    expect(await withConfig(change)).toMatch(message);
  });

  test("a folder that is none, and weights that are damaged", async () => {
    await using out = await temporaryFolder();
    const model = await open();
    expect(await refused(CheckpointError, () => loadAdapter(model, out.path))).toMatch(
      /adapter_config.json cannot be read/,
    );
    await writeFile(join(out.path, "adapter_config.json"), "[");
    expect(await refused(CheckpointError, () => loadAdapter(model, out.path))).toMatch(/is not valid JSON/);
  });
});

test("the files are PEFT's", async () => {
  await using out = await temporaryFolder();
  const model = await adapted({ targetModules: "all-linear", useDora: true, modulesToSave: ["lm_head"] });
  await saveAdapter(model, out.path);
  const config = JSON.parse(await readFile(join(out.path, "adapter_config.json"), "utf8"));
  expect(config).toMatchObject({
    peft_type: "LORA",
    task_type: "CAUSAL_LM",
    base_model_name_or_path: folder.path,
    r: 2,
    lora_alpha: 4,
    use_dora: true,
    modules_to_save: ["lm_head"],
    target_modules: ["down_proj", "gate_proj", "k_proj", "o_proj", "q_proj", "up_proj", "v_proj"],
  });
  await using file = await SafetensorsFile.open(join(out.path, "adapter_model.safetensors"));
  expect([...file.tensors.keys()]).toContain("base_model.model.lm_head.weight");
  const of = (end: string) => file.tensors.get(`base_model.model.model.layers.1.mlp.down_proj.${end}`)!.shape;
  expect([of("lora_A.weight"), of("lora_B.weight"), of("lora_magnitude_vector")]).toEqual([[2, 24], [16, 2], [16]]);
  expect(file.tensors.size).toBe(2 * 7 * 3 + 1);
});
