import { readdirSync } from "node:fs";
import { join } from "node:path";
import { openDevice } from "@neftune/engine";
import { AutoModelForCausalLM, CheckpointError, loadAdapter, raggedBatch } from "@neftune/models";
import { isMissing, readGolden, sharedData, unpaddedRows } from "@neftune/models/fixtures";
import { describe, expect, test } from "vitest";
import { givenNoise, mean, relativeError } from "./fixtures/golden-training.ts";
import { AdamW } from "./optimizers/adamw.ts";

const folder = "golden/architectures";

interface Golden {
  input_ids: number[][];
  attention_mask: number[][];
  labels: number[][];
  noise_shape: [steps: number, batch: number, length: number, width: number];
  lora: {
    alpha: number;
    scaling: "tokens" | "padded";
    loss_before: number;
    losses: number[];
    grad_norms: number[];
    final: Record<string, [norm: number, first: number]>;
    loss_after_merge: number;
  };
}

/** Null where the architecture is not known yet. */
async function open(device: Parameters<typeof AutoModelForCausalLM.fromPretrained>[1]["device"], name: string) {
  try {
    return await AutoModelForCausalLM.fromPretrained(join(sharedData, folder, name), { device });
  } catch (error) {
    if (CheckpointError.isInstance(error) && error.message.includes("is not supported")) return null;
    throw error;
  }
}

const settings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };

describe.skipIf(isMissing(folder))("four steps of PEFT with noise (golden/architectures)", () => {
  const names = isMissing(folder) ? [] : readdirSync(join(sharedData, folder)).sort();

  test.for(names)("%s", async (name, { skip }) => {
    const golden = readGolden<Golden>(`${folder}/${name}/expected.json`);
    const { lora } = golden;
    await using device = await openDevice("cpu", { threads: 1 });
    const model = await open(device, name);
    if (!model) return skip("the architecture is not supported");
    const before = await device.read(model.parameters.flat);
    await loadAdapter(model, join(sharedData, folder, name, "adapter"));
    const batch = raggedBatch(unpaddedRows(golden));
    const { nll } = await model.losses(batch);
    const first = name.includes("float32") ? 1e-5 : 2e-6;
    expect(relativeError(mean(nll), lora.loss_before), "loss before").toBeLessThan(first);

    const [, , paddedLength] = golden.noise_shape;
    const noise = givenNoise(`${folder}/${name}/noise.f32`, { alpha: lora.alpha, scaling: lora.scaling, paddedLength });
    const optimizer = await AdamW.create(model.trainable, settings);
    for (const [step, loss] of lora.losses.entries()) {
      const { nll } = await model.train(batch, 1 / batch.labelCount, noise(step, batch, model.noiseWidth));
      const norm = await optimizer.gradientNorm();
      expect(relativeError(mean(nll), loss), `loss of step ${step}`).toBeLessThan(1e-4);
      expect(relativeError(norm, lora.grad_norms[step]!), `gradient norm of step ${step}`).toBeLessThan(1e-4);
      await optimizer.step(step + 1, 3e-3, Math.min(1, 1 / (norm + 1e-6)));
    }
    for (const [parameter, [norm]] of Object.entries(lora.final)) {
      const tensor = model.trainable.parameters.get(`base_model.model.${parameter.replace(".default.", ".")}`);
      const values = (await device.read(tensor)) as Float32Array;
      expect(relativeError(Math.hypot(...values), norm), parameter).toBeLessThan(1e-4);
    }
    expect(await device.read(model.parameters.flat)).toEqual(before);

    const separate = (await model.losses(batch)).nll;
    await model.merge();
    const merged = (await model.losses(batch)).nll;
    expect(relativeError(mean(merged), lora.loss_after_merge), "merged loss").toBeLessThan(1e-4);
    expect(relativeError(mean(merged), mean(separate))).toBeLessThan(2e-6);
    await model.unmerge();
    expect(await device.read(model.parameters.flat)).toEqual(before);
    await optimizer.dispose();
  });
});
