import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Device, openDevice } from "@neftune/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AutoModelForCausalLM } from "../auto-model.ts";
import type { CausalLM } from "../causal-lm.ts";
import { isMissing, readGolden, sharedData, unpaddedRows } from "../fixtures/shared-data.ts";
import { raggedBatch } from "../ragged/ragged-batch.ts";

interface Expected {
  input_ids: number[][];
  attention_mask: number[][];
  labels: number[][];
  loss: number;
  logits_rows: Record<string, number[]>;
  grads: Record<string, { norm: number; first: number; sum: number }>;
}

const folder = "golden/architectures";
const path = join(sharedData, folder);
const names = existsSync(path) ? readdirSync(path) : [];

/** transformers 5 calls GPT-NeoX's output matrix as other models' is called, and writes it under its old name. */
const storedName = (name: string, model: CausalLM) =>
  name === "lm_head.weight" && !model.layout.slots.has(name) ? "embed_out.weight" : name;

const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Float32's own rounding is in the reference too where its name says so. */
const lossTolerance = (name: string) => (name.endsWith("_float32") ? 1e-5 : 2e-6);

// onnxruntime is what the figures are promised for; the others compute the same in another order, and exp and erf their own way.
const devices = [
  { deviceName: "cpu", slack: 1 },
  { deviceName: "tfjs", slack: 2 },
  { deviceName: "openvino", slack: 2 },
];

const isAbsent = (deviceName: string) =>
  openDevice(deviceName).then(
    (device) => device[Symbol.asyncDispose]().then(() => false),
    () => true,
  );

for (const { deviceName, slack } of devices) {
  const title = `figures of transformers (golden/architectures) on ${deviceName}`;
  describe.skipIf(isMissing(folder) || (await isAbsent(deviceName)))(title, () => {
    let device: Device;

    beforeAll(async () => {
      device = await openDevice(deviceName, { threads: 1 });
    });
    afterAll(() => device[Symbol.asyncDispose]());

    test.each(names)("%s: loss, logits and every gradient", async (name) => {
      const expected = readGolden<Expected>(`${folder}/${name}/expected.json`);
      const model = await AutoModelForCausalLM.fromPretrained(join(path, name), { device });
      const rows = unpaddedRows(expected);
      const batch = raggedBatch(rows);

      const { nll } = await model.train(batch, 1 / batch.labelCount, null);
      expect(Math.abs(mean(nll) / expected.loss - 1)).toBeLessThan(lossTolerance(name) * slack);
      const parameters = Object.keys(expected.grads).map((parameter) => storedName(parameter, model));
      expect([...model.layout.slots.keys()].sort()).toEqual(parameters.sort());
      // A bias of keys that are not rotated moves all scores of a query alike, and softmax does not see it: that gradient is rounding.
      const rounding = 1e-7 * Math.hypot(...Object.values(expected.grads).map(({ norm }) => norm));
      for (const [parameter, { norm, first, sum }] of Object.entries(expected.grads)) {
        const tensor = model.gradients.get(storedName(parameter, model));
        const gradient = (await device.read(tensor)) as Float32Array;
        const tolerance = 1e-4 * slack * norm + rounding;
        expect(Math.abs(Math.hypot(...gradient) - norm), parameter).toBeLessThan(tolerance);
        expect(Math.abs(gradient[0]! - first), parameter).toBeLessThan(tolerance);
        const total = gradient.reduce((a, b) => a + b, 0);
        expect(Math.abs(total - sum), parameter).toBeLessThan(tolerance * Math.sqrt(gradient.length));
      }

      const logits = await model.logits(rows.map(({ inputIds }) => inputIds));
      for (const [place, row] of Object.entries(expected.logits_rows)) {
        const [sequence, position] = place.split(",").map(Number) as [number, number];
        const actual = logits[sequence]!.subarray(position * row.length, (position + 1) * row.length);
        const largest = Math.max(...row.map((value, id) => Math.abs(value - actual[id]!)));
        expect(largest, `logits at ${place}`).toBeLessThan(1e-4 * slack);
      }
      await model.dispose();
    });
  });
}

describe.skipIf(isMissing(folder))("losses and logits of golden/architectures after training with noise", () => {
  test.each(names)("%s has none of it", async (name) => {
    const expected = readGolden<Expected>(`${folder}/${name}/expected.json`);
    await using device = await openDevice("cpu", { threads: 1 });
    const model = await AutoModelForCausalLM.fromPretrained(join(path, name), { device });
    const batch = raggedBatch(unpaddedRows(expected));
    for (const noisePlacement of ["embedding", "lookup", "input"] as const) {
      await model.configure({ noisePlacement });
      const noise = new Float32Array(batch.tokens * model.noiseWidth).map((_, index) => (index % 3) - 1);
      const { nll } = await model.train(batch, 1 / batch.labelCount, noise);
      expect(Math.abs(mean(nll) / expected.loss - 1)).toBeGreaterThan(1e-4);
      const evaluated = mean((await model.losses(batch)).nll);
      expect(Math.abs(evaluated / expected.loss - 1)).toBeLessThan(lossTolerance(name));
    }
    const [logits] = await model.logits([unpaddedRows(expected)[0]!.inputIds]);
    const first = expected.logits_rows["0,0"]!;
    expect(Math.max(...first.map((value, id) => Math.abs(value - logits![id]!)))).toBeLessThan(1e-4);
  });
});
