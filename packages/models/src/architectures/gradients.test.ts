import { type Device, openDevice } from "@neftune/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AutoModelForCausalLM } from "../auto-model.ts";
import type { CausalLM } from "../causal-lm.ts";
import { expectClose } from "../fixtures/compare-functions.ts";
import { createRandom, randomValues } from "../fixtures/random.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { tinyModels, writeTinyModel } from "../fixtures/tiny-models.ts";
import { raggedBatch } from "../ragged/ragged-batch.ts";

let device: Device;

beforeAll(async () => {
  device = await openDevice("cpu", { threads: 1 });
});
afterAll(() => device[Symbol.asyncDispose]());

const random = createRandom(7);
const rows = [11, 4].map((length) => {
  const inputIds = Array.from({ length }, () => Math.floor(random() * 61));
  return { inputIds, labels: inputIds };
});
const batch = raggedBatch(rows);
const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);
const read = async (model: CausalLM, set: "parameters" | "gradients") =>
  (await device.read(model[set].flat)) as Float32Array;

test.each(Object.entries(tinyModels))("%s: gradients are the slope of the loss", async (_, config) => {
  await using folder = await temporaryFolder();
  await writeTinyModel(folder.path, config);
  const model = await AutoModelForCausalLM.fromPretrained(folder.path, { device });
  await model.train(batch, 1, null);
  const gradient = Float32Array.from(await read(model, "gradients"));
  const parameters = Float32Array.from(await read(model, "parameters"));

  // A part of each parameter's own gradient, so that a small one counts as much as a large one.
  const direction = new Float32Array(gradient.length);
  for (const [index, { offset, size }] of [...model.layout.slots.values()].entries()) {
    const part = gradient.subarray(offset, offset + size);
    const norm = Math.hypot(...part) || 1;
    const weights = randomValues(index, size);
    for (let i = 0; i < size; i++) direction[offset + i] = (part[i]! / norm) * (1 + weights[i]!);
  }
  const lossAt = async (step: number) => {
    device.write(
      model.parameters.flat,
      parameters.map((value, index) => value + step * direction[index]!),
    );
    return sum((await model.losses(batch)).nll);
  };
  const secant = async (step: number) => ((await lossAt(step)) - (await lossAt(-step))) / (2 * step);
  // Richardson's extrapolation: the third derivative cancels.
  const slope = (4 * (await secant(2.5e-4)) - (await secant(5e-4))) / 3;
  const expected = gradient.reduce((total, value, index) => total + value * direction[index]!, 0);
  expect(Math.abs(slope / expected - 1)).toBeLessThan(5e-4);
  await model.dispose();
});

test.each(Object.entries(tinyModels))("%s: gradients are the same however they are computed", async (_, config) => {
  await using folder = await temporaryFolder();
  await writeTinyModel(folder.path, config);
  const model = await AutoModelForCausalLM.fromPretrained(folder.path, { device });
  await model.train(batch, 0.5, null);
  const kept = Float32Array.from(await read(model, "gradients"));
  await model.configure({ residuals: "recompute", accumulate: true });
  model.zeroGradients();
  for (const row of rows) await model.train(raggedBatch([row]), 0.5, null);
  if (config.rope_scaling === undefined) expectClose(await read(model, "gradients"), kept, 5);
  model.zeroGradients();
  await model.train(batch, 0.25, null);
  await model.train(batch, 0.25, null);
  expectClose(await read(model, "gradients"), kept, 5);
  await model.dispose();
});
