import { type Device, openDevice } from "@neftune/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AutoModelForCausalLM } from "../auto-model.ts";
import type { CausalLM } from "../causal-lm.ts";
import { expectClose } from "../fixtures/compare-functions.ts";
import { createRandom } from "../fixtures/random.ts";
import { slopeError } from "../fixtures/slope-of-loss.ts";
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
const gradientsOf = async (model: CausalLM) => (await device.read(model.gradients.flat)) as Float32Array;

test.each(Object.entries(tinyModels))("%s: gradients are the slope of the loss", async (_, config) => {
  await using folder = await temporaryFolder();
  await writeTinyModel(folder.path, config);
  const model = await AutoModelForCausalLM.fromPretrained(folder.path, { device });
  await model.train(batch, 1, null);
  const gradient = Float32Array.from(await gradientsOf(model));
  const error = await slopeError(model, gradient, async () => sum((await model.losses(batch)).nll));
  expect(error).toBeLessThan(5e-4);
  await model.dispose();
});

test.each(Object.entries(tinyModels))("%s: gradients are the same however they are computed", async (_, config) => {
  await using folder = await temporaryFolder();
  await writeTinyModel(folder.path, config);
  const model = await AutoModelForCausalLM.fromPretrained(folder.path, { device });
  await model.train(batch, 0.5, null);
  const kept = Float32Array.from(await gradientsOf(model));
  await model.configure({ residuals: "recompute", accumulate: true });
  model.zeroGradients();
  for (const row of rows) await model.train(raggedBatch([row]), 0.5, null);
  if (config.rope_scaling === undefined) expectClose(await gradientsOf(model), kept, 5);
  model.zeroGradients();
  await model.train(batch, 0.25, null);
  await model.train(batch, 0.25, null);
  expectClose(await gradientsOf(model), kept, 5);
  await model.dispose();
});
