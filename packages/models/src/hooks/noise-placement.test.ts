import { type Device, openDevice } from "@neftune/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AutoModelForCausalLM } from "../auto-model.ts";
import type { CausalLM } from "../causal-lm.ts";
import { expectClose } from "../fixtures/compare-functions.ts";
import { randomValues } from "../fixtures/random.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { tinyModels, writeTinyModel } from "../fixtures/tiny-models.ts";
import { raggedBatch } from "../ragged/ragged-batch.ts";
import type { NoisePlacement } from "./noise-placement.ts";

let device: Device;

beforeAll(async () => {
  device = await openDevice("cpu", { threads: 1 });
});
afterAll(() => device[Symbol.asyncDispose]());

const inputIds = [7, 3, 44, 60, 1, 18, 29, 5, 11];
const batch = raggedBatch([{ inputIds, labels: inputIds }]);
const placements: readonly NoisePlacement[] = ["embedding", "lookup", "input"];

async function withModel(name: string, use: (model: CausalLM) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  await writeTinyModel(folder.path, tinyModels[name]!);
  const model = await AutoModelForCausalLM.fromPretrained(folder.path, { device });
  await use(model);
  await model.dispose();
}

async function trainedAt(model: CausalLM, noisePlacement: NoisePlacement, noise: Float32Array) {
  await model.configure({ noisePlacement });
  const { nll } = await model.train(batch, 1, noise);
  return { nll, gradients: Float32Array.from((await device.read(model.gradients.flat)) as Float32Array) };
}

/** Noise for a place as wide as `width`. */
const noiseOf = (width: number) => randomValues(5, batch.tokens * width, 0.5);

describe.each(Object.keys(tinyModels))("%s", (name) => {
  test("noise moves the losses of training, wherever it is, and never those of evaluation", () =>
    withModel(name, async (model) => {
      const losses = await model.losses(batch);
      const [logits] = await model.logits([inputIds]);
      const plain = await model.train(batch, 1, null);
      expectClose(plain.nll, losses.nll, 6);
      for (const placement of placements) {
        await model.configure({ noisePlacement: placement });
        const { nll } = await model.train(batch, 1, noiseOf(model.noiseWidth));
        expect(Math.max(...nll.map((value, index) => Math.abs(value - plain.nll[index]!)))).toBeGreaterThan(0.01);
        expect(await model.losses(batch)).toEqual(losses);
        expect((await model.logits([inputIds]))[0]).toEqual(logits);
      }
    }));

  test("noise ahead of the embedding's factor is multiplied by it, noise behind it is not", () =>
    withModel(name, async (model) => {
      const { embedScale } = model.architecture;
      const noise = noiseOf(model.noiseWidth);
      const behind = await trainedAt(model, "embedding", noise);
      const ahead = await trainedAt(
        model,
        "lookup",
        noise.map((value) => value / embedScale),
      );
      expectClose(ahead.nll, behind.nll, 5);
      expectClose(ahead.gradients, behind.gradients, 4);
    }));
});

test("Gemma multiplies embeddings by √width", () =>
  withModel("gemma", async ({ architecture }) => void expect(architecture.embedScale).toBe(4)));

test.each(["gpt2", "opt", "llama", "gemma"])(
  "%s: position embeddings are added, so that noise ahead of them and behind them is the same",
  (name) =>
    withModel(name, async (model) => {
      const noise = noiseOf(model.noiseWidth);
      const ahead = await trainedAt(model, "embedding", noise);
      const behind = await trainedAt(model, "input", noise);
      expectClose(behind.nll, ahead.nll, 5);
      expectClose(behind.gradients, ahead.gradients, 4);
    }),
);

test("noise ahead of OPT-350M's projection goes through it", () =>
  withModel("opt as the 350M is", async (model) => {
    const [narrow, wide] = [8, 16];
    const noise = noiseOf(narrow);
    const projection = (await device.read(model.parameters.get("model.decoder.project_in.weight"))) as Float32Array;
    const projected = Float32Array.from({ length: batch.tokens * wide }, (_, index) => {
      const [token, to] = [Math.floor(index / wide), index % wide];
      let sum = 0;
      for (let from = 0; from < narrow; from++) sum += noise[token * narrow + from]! * projection[to * narrow + from]!;
      return sum;
    });
    expect(model.noiseWidth).toBe(narrow);
    const ahead = await trainedAt(model, "embedding", noise);
    const behind = await trainedAt(model, "input", projected);
    expect(model.noiseWidth).toBe(wide);
    expectClose(behind.nll, ahead.nll, 5);
  }));
