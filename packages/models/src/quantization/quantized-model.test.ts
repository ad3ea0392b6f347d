import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Device, dequantize4Bit, openDevice } from "@neftune/engine";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadAdapter, saveAdapter } from "../adapters/adapter-files.ts";
import { addAdapter } from "../adapters/add-adapter.ts";
import type { LoraConfig } from "../adapters/lora-config.ts";
import { AutoModelForCausalLM } from "../auto-model.ts";
import type { CausalLM } from "../causal-lm.ts";
import { savePretrained } from "../checkpoints/save-pretrained.ts";
import { AdapterError } from "../errors/adapter-error.ts";
import { expectClose } from "../fixtures/compare-functions.ts";
import "../fixtures/quiet-tfjs.ts";
import { randomValues } from "../fixtures/random.ts";
import { isMissing, sharedData } from "../fixtures/shared-data.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { writeTinyLlama } from "../fixtures/tiny-llama.ts";
import { argmax } from "../generation/argmax.ts";
import { raggedBatch } from "../ragged/ragged-batch.ts";
import { quantizeInt4 } from "./int4.ts";
import { nestScales, unnestScales } from "./nested-scales.ts";
import { quantizeNf4 } from "./nf4.ts";
import type { Quantization } from "./quantization.ts";
import { quantizableParameters, rowsAndColumns } from "./quantized-inputs.ts";

const batch = raggedBatch([7, 12].map((length) => ({ inputIds: ids(length), labels: ids(length) })));
const nf4: Quantization = { quantType: "nf4", nested: true };
const lora: Partial<LoraConfig> = { r: 4, targetModules: "all-linear" };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let device: Device;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeTinyLlama(join(folder.path, "base"));
  device = await openDevice("cpu", { threads: 1 });
});

afterAll(async () => {
  await device.dispose();
  await folder[Symbol.asyncDispose]();
});

function ids(length: number): number[] {
  return Array.from({ length }, (_, i) => (i * 31 + length) % 60);
}

const open = (path: string, quantization: Quantization | null) =>
  AutoModelForCausalLM.fromPretrained(path, { device, quantization });
const base = () => join(folder.path, "base");

/** Gives a model in float32 the weights that it has in 4 bits. */
async function round(model: CausalLM, { quantType, nested }: Quantization): Promise<void> {
  for (const spec of quantizableParameters(model.architecture)) {
    const tensor = model.parameters.get(spec.name);
    const [out, width] = rowsAndColumns(spec);
    const turn = (x: tf.Tensor) => (spec.linear === "conv1d" ? tf.transpose(x) : x);
    const rows = turn(tf.tensor(await device.read(tensor), [...spec.shape]));
    const { codes, scales } = (quantType === "nf4" ? quantizeNf4 : quantizeInt4)(rows.dataSync() as Float32Array);
    const weight = dequantize4Bit({
      codes: tf.tensor2d(Int32Array.from(codes), [out, width / 2], "int32"),
      scales: tf.tensor1d(nested ? unnestScales(nestScales(scales)) : scales),
      quantType,
    });
    device.write(tensor, turn(weight).dataSync() as Float32Array);
  }
}

/** Both compute the same, the one from weights in 4 bits, the other from their numbers in float32. */
async function expectRoundedModel(path: string, quantization: Quantization, changes: Partial<LoraConfig> = {}) {
  const [expected, actual] = [await open(path, null), await open(path, quantization)];
  await round(expected, quantization);
  for (const model of [expected, actual]) {
    await model.configure({ residuals: "recompute" });
    await adapt(model, changes);
  }
  const { nll } = await expected.train(batch, 1 / batch.labelCount, null);
  expectClose((await actual.train(batch, 1 / batch.labelCount, null)).nll, nll, 5);
  for (const slot of expected.adapter!.plan.layout.slots.keys()) {
    const [got, want] = await Promise.all([actual, expected].map(({ gradients }) => device.read(gradients.get(slot))));
    expectClose(got as Float32Array, want as Float32Array, 5);
  }
  for (const model of [expected, actual]) await model.dispose();
}

/** An adapter that changes something. */
async function adapt(model: CausalLM, changes: Partial<LoraConfig> = {}): Promise<void> {
  await addAdapter(model, { ...lora, ...changes }, { seed: 3 });
  for (const [index, { b }] of [...model.adapter!.plan.modules.values()].entries())
    device.write(model.adapter!.parameters.get(b.name), randomValues(index, b.shape[0]! * b.shape[1]!, 0.1));
}

describe.each<Quantization>([nf4, { quantType: "nf4", nested: false }, { quantType: "int4", nested: false }])(
  "a base in 4 bits, %j",
  (quantization) => {
    test.each([{}, { useDora: true }])(
      "is the model of its rounded weights, and so are an adapter's gradients, %j",
      async (changes) => expectRoundedModel(base(), quantization, changes),
    );
  },
);

const architectures = "golden/architectures";

describe.skipIf(isMissing(architectures))("every architecture, biases and turned weights included", () => {
  test.each(isMissing(architectures) ? [] : readdirSync(join(sharedData, architectures)).sort())("%s", async (name) =>
    expectRoundedModel(join(sharedData, architectures, name), nf4),
  );
});

test("no weight of a linear layer in a block has a place in float32; embedding, norms and head do", async () => {
  const model = await open(base(), nf4);
  expect([...model.layout.slots.keys()].filter((name) => name.includes("proj"))).toEqual([]);
  expect(model.layout.slots.size).toBe(2 + 2 * 2);
  expect(model.quantized!.specs.size).toBe(2 * 7);
  // 4 bits and 8 for each 64 of them, and here more for factors of few factors.
  expect(model.quantized!.bytes / model.quantized!.count).toBeLessThan(0.6);
  expect(await model.losses(batch)).toBeDefined();
  await model.dispose();
});

test("an adapter is saved and loaded beside it as beside any other", async () => {
  const model = await open(base(), nf4);
  await adapt(model);
  const { nll } = await model.losses(batch);
  await saveAdapter(model, join(folder.path, "adapter"));
  const other = await open(base(), nf4);
  await loadAdapter(other, join(folder.path, "adapter"));
  expect((await other.losses(batch)).nll).toEqual(nll);
  for (const each of [model, other]) await each.dispose();
});

test("it generates as it computes logits, an adapter included", async () => {
  const model = await open(base(), nf4);
  await adapt(model);
  const prompt = [5, 6, 7];
  const settings = { maxNewTokens: 6, eosTokenId: [] };
  const [sequence] = await model.generate([prompt], settings).sequences();
  const all = [...prompt];
  for (let i = 0; i < 6; i++) all.push(argmax((await model.logits([all]))[0]!.subarray(-model.architecture.vocabSize)));
  expect(sequence!.outputIds).toEqual(all.slice(prompt.length));
  await model.dispose();
});

test("what needs the weights themselves is refused", async () => {
  const model = await open(base(), nf4);
  await expect(model.train(batch, 1, null)).rejects.toThrow(
    "weights in 4 bits cannot be trained; give the model an adapter",
  );
  await expect(savePretrained(model, join(folder.path, "whole"))).rejects.toThrow("cannot be saved; its adapter can");
  await expect(addAdapter(model, { ...lora, targetModules: ["q_proj"], modulesToSave: ["down_proj"] })).rejects.toThrow(
    "modulesToSave names model.layers.0.mlp.down_proj.weight, which is in 4 bits",
  );
  await adapt(model);
  await expect(model.merge()).rejects.toThrow(AdapterError);
  await model.dispose();
});
