import { join } from "node:path";
import { openDevice } from "@neftune/engine";
import { describe, expect, test } from "vitest";
import { AutoModelForCausalLM } from "../auto-model.ts";
import { isMissing, readGolden, sharedData, stories260K, unpaddedRows } from "../fixtures/shared-data.ts";
import { raggedBatch } from "../ragged/ragged-batch.ts";

interface Expected {
  input_ids: number[][];
  attention_mask: number[][];
  labels: number[][];
  loss: number;
  grads: Record<string, { norm: number; first: number; sum: number }>;
}

const models = [
  ["llama_untied", "cpu"],
  ["llama_untied", "tfjs"],
  ["llama_gqa_tied", "cpu"],
  ["llama_gqa_tied", "tfjs"],
] as const;

describe.skipIf(isMissing("golden/architectures"))("float64 figures of transformers (golden/architectures)", () => {
  test.each(models)("loss and gradients of %s on %s", async (name, deviceName) => {
    const expected = readGolden<Expected>(`golden/architectures/${name}/expected.json`);
    await using device = await openDevice(deviceName);
    const folder = join(sharedData, "golden/architectures", name);
    const model = await AutoModelForCausalLM.fromPretrained(folder, { device });
    const batch = raggedBatch(unpaddedRows(expected));
    const { nll } = await model.train(batch, 1 / batch.labelCount, null);
    const loss = nll.reduce((sum, value) => sum + value, 0) / nll.length;
    expect(Math.abs(loss / expected.loss - 1)).toBeLessThan(2e-6);
    expect([...model.layout.slots.keys()].sort()).toEqual(Object.keys(expected.grads).sort());
    for (const [parameter, { norm, first, sum }] of Object.entries(expected.grads)) {
      const gradient = (await device.read(model.gradients.get(parameter))) as Float32Array;
      expect(Math.abs(Math.hypot(...gradient) / norm - 1), parameter).toBeLessThan(1e-4);
      expect(Math.abs(gradient[0]! - first), parameter).toBeLessThan(1e-4 * norm);
      const total = gradient.reduce((a, b) => a + b, 0);
      expect(Math.abs(total - sum), parameter).toBeLessThan(1e-4 * norm * Math.sqrt(gradient.length));
    }
  });
});

interface Logits {
  cases: { input_ids: number[]; nll: number[]; argmax: number[] }[];
}

const logitsPath = "derived/golden/stories260K_logits.public.json";

describe.skipIf(isMissing(logitsPath, "derived/models/stories260K_hf"))("stories260K", () => {
  test.each(["cpu", "tfjs"])("each token's loss is that of a float64 forward pass, on %s", async (deviceName) => {
    await using device = await openDevice(deviceName);
    const model = await AutoModelForCausalLM.fromPretrained(stories260K, { device });
    for (const { input_ids: inputIds, nll, argmax } of readGolden<Logits>(logitsPath).cases) {
      const losses = await model.losses(raggedBatch([{ inputIds, labels: inputIds }]));
      for (const [position, value] of nll.entries()) expect(Math.abs(losses.nll[position]! - value)).toBeLessThan(5e-5);
      const isFirst = argmax.slice(0, -1).map((id, position) => Number(id === inputIds[position + 1]));
      expect([...losses.correct]).toEqual(isFirst);
    }
  });
});
