import { writeFile } from "node:fs/promises";
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
import { encodeFloats } from "../fixtures/encode-safetensors.ts";
import "../fixtures/quiet-tfjs.ts";
import { randomValues } from "../fixtures/random.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { tinyTensors, writeTinyLlama } from "../fixtures/tiny-llama.ts";
import { raggedBatch } from "../ragged/ragged-batch.ts";
import { quantizeInt4 } from "./int4.ts";
import { nestScales, unnestScales } from "./nested-scales.ts";
import { quantizeNf4 } from "./nf4.ts";
import type { Quantization } from "./quantization.ts";

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
  return Array.from({ length }, (_, i) => (i * 31 + length) % 250);
}

const open = (name: string, quantization: Quantization | null) =>
  AutoModelForCausalLM.fromPretrained(join(folder.path, name), { device, quantization });

/** The weights that a quantised model computes with, in a folder of float32. */
async function writeRounded(name: string, { quantType, nested }: Quantization): Promise<void> {
  await writeTinyLlama(join(folder.path, name));
  const tensors = tinyTensors();
  for (const [parameter, tensor] of Object.entries(tensors)) {
    if (!/proj\.weight$/.test(parameter)) continue;
    const [out, width] = tensor.shape as [number, number];
    const { codes, scales } = (quantType === "nf4" ? quantizeNf4 : quantizeInt4)(tensor.values);
    const weight = dequantize4Bit({
      codes: tf.tensor2d(Int32Array.from(codes), [out, width / 2], "int32"),
      scales: tf.tensor1d(nested ? unnestScales(nestScales(scales)) : scales),
      quantType,
    });
    tensors[parameter] = { shape: tensor.shape, values: weight.dataSync() as Float32Array };
  }
  await writeFile(join(folder.path, name, "model.safetensors"), encodeFloats(tensors));
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
      async (changes) => {
        const name = JSON.stringify([quantization, changes]);
        await writeRounded(name, quantization);
        const [expected, actual] = [await open(name, null), await open("base", quantization)];
        for (const model of [expected, actual]) {
          await model.configure({ residuals: "recompute" });
          await adapt(model, changes);
        }
        const losses = await expected.train(batch, 1 / batch.labelCount, null);
        expectClose((await actual.train(batch, 1 / batch.labelCount, null)).nll, losses.nll, 5);
        for (const slot of expected.adapter!.plan.layout.slots.keys()) {
          const gradients = [actual, expected].map(
            async ({ gradients }) => (await device.read(gradients.get(slot))) as Float32Array,
          );
          expectClose((await gradients[0])!, (await gradients[1])!, 5);
        }
        for (const model of [expected, actual]) await model.dispose();
      },
    );
  },
);

test("no weight of a linear layer in a block has a place in float32; embedding, norms and head do", async () => {
  const model = await open("base", nf4);
  expect([...model.layout.slots.keys()].filter((name) => name.includes("proj"))).toEqual([]);
  expect(model.layout.slots.size).toBe(2 + 2 * 2);
  expect(model.quantized!.specs.size).toBe(2 * 7);
  // 4 bits and 8 for each 64 of them, and here more for factors of few factors.
  expect(model.quantized!.bytes / model.quantized!.count).toBeLessThan(0.6);
  expect(await model.losses(batch)).toBeDefined();
  await model.dispose();
});

test("an adapter is saved and loaded beside it as beside any other", async () => {
  const model = await open("base", nf4);
  await adapt(model);
  const { nll } = await model.losses(batch);
  await saveAdapter(model, join(folder.path, "adapter"));
  const other = await open("base", nf4);
  await loadAdapter(other, join(folder.path, "adapter"));
  expect((await other.losses(batch)).nll).toEqual(nll);
  for (const each of [model, other]) await each.dispose();
});

test("what needs the weights themselves is refused", async () => {
  const model = await open("base", nf4);
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
