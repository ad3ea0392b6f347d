import { type Device, openDevice } from "@neftune/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addAdapter } from "../adapters/add-adapter.ts";
import { AutoModelForCausalLM } from "../auto-model.ts";
import type { CausalLM } from "../causal-lm.ts";
import { expectClose } from "../fixtures/compare-functions.ts";
import { withDropout, withoutDropout } from "../fixtures/dropout-keys.ts";
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
// Under these masks no unit of OPT's ReLUs is so near its kink that a small step crosses it.
const key = { seed: 1, epoch: 1, samples: [20, 5] };

async function withModel<T>(
  config: Readonly<Record<string, unknown>>,
  use: (model: CausalLM) => Promise<T>,
  on: Device = device,
): Promise<T> {
  await using folder = await temporaryFolder();
  await writeTinyModel(folder.path, config);
  const model = await AutoModelForCausalLM.fromPretrained(folder.path, { device: on });
  const result = await use(model);
  await model.dispose();
  return result;
}

const gradientsOf = async (model: CausalLM) =>
  Float32Array.from((await model.device.read(model.gradients.flat)) as Float32Array);
const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);

async function trained(model: CausalLM, dropout: typeof key | null = key) {
  const { nll } = await model.train(batch, 1, null, dropout);
  return { nll, gradients: await gradientsOf(model) };
}

describe.each(Object.entries(tinyModels))("%s", (_, config) => {
  test("gradients are the slope of the loss under the same masks", () =>
    withModel(withDropout(config), async (model) => {
      const { gradients } = await trained(model);
      const error = await slopeError(model, gradients, async () => sum((await trained(model)).nll));
      expect(error).toBeLessThan(5e-4);
    }));

  test("masks do not depend on how rows are batched nor on what is kept for the way back", () =>
    withModel(withDropout(config), async (model) => {
      const whole = await trained(model);
      await model.configure({ residuals: "recompute", accumulate: true });
      model.zeroGradients();
      const losses: number[] = [];
      for (const [index, row] of rows.entries()) {
        const { nll } = await model.train(raggedBatch([row]), 1, null, { ...key, samples: [key.samples[index]!] });
        losses.push(...nll);
      }
      // Frequencies of a batch are those of its longest row.
      if (config.rope_scaling !== undefined) return;
      expectClose(losses, whole.nll, 5);
      expectClose(await gradientsOf(model), whole.gradients, 5);
    }));

  test("evaluation, and training without a key, are those of a model without dropout, byte for byte", async () => {
    const figures = async (model: CausalLM, dropout: typeof key | null) => ({
      trained: await trained(model, dropout),
      losses: (await model.losses(batch)).nll,
      logits: await model.logits(rows.map(({ inputIds }) => inputIds)),
    });
    const expected = await withModel(withoutDropout(config), (model) => figures(model, key));
    expect(await withModel(withDropout(config), (model) => figures(model, null))).toEqual(expected);
    const { trained: dropped, ...others } = await withModel(withDropout(config), (model) => figures(model, key));
    expect(others).toEqual({ losses: expected.losses, logits: expected.logits });
    expect(Math.abs(sum(dropped.nll) / sum(expected.trained.nll) - 1)).toBeGreaterThan(1e-4);
  });
});

test.each(["gpt2", "gpt_neox", "opt as the 350M is"])(
  "%s: each kind of dropout is applied, alone too",
  async (name) => {
    const config = withDropout(tinyModels[name]!);
    const nll = (changed: object) =>
      withModel({ ...config, ...changed }, async (model) => sum((await trained(model)).nll));
    const keys = Object.keys(config).filter((one) => /drop/.test(one));
    const none = Object.fromEntries(keys.map((one) => [one, 0]));
    const losses = [await nll({}), await nll(none)];
    for (const one of keys) losses.push(await nll({ ...none, [one]: 0.3 }));
    expect(new Set(losses).size).toBe(keys.length + 2);
  },
);

test("another device drops the same", async () => {
  const config = withDropout(tinyModels.gpt2!);
  const expected = await withModel(config, (model) => trained(model));
  await using tfjs = await openDevice("tfjs");
  const { nll, gradients } = await withModel(config, (model) => trained(model), tfjs);
  expectClose(nll, expected.nll, 5);
  expectClose(gradients, expected.gradients, 4);
});

test("seed, epoch and row each drop others", () =>
  withModel(withDropout(tinyModels.opt!), async (model) => {
    const losses = [];
    for (const change of [{}, { seed: 4 }, { epoch: 2 }, { samples: [21, 5] }])
      losses.push(sum((await trained(model, { ...key, ...change })).nll));
    expect(new Set(losses).size).toBe(4);
  }));

test("beside an adapter the model drops as it does without, and the adapter by itself", () =>
  withModel(withDropout(tinyModels.gpt2!), async (model) => {
    const alone = (await model.train(batch, 1, null, key)).nll;
    await addAdapter(model, { r: 2, targetModules: "all-linear", loraDropout: 0.5 });
    // B is zero: what the adapter reads does not count yet.
    expectClose((await model.train(batch, 1, null, key)).nll, alone, 6);
  }));
