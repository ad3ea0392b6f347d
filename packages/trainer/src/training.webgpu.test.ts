import { openDevice } from "@neftune/engine";
import { AutoModelForCausalLM } from "@neftune/models";
import { temporaryFolder, tinyConfig, writeTinyLlama } from "@neftune/models/fixtures";
import { afterAll, describe, expect, test } from "vitest";
import { tinyRows, trainTiny } from "./fixtures/train-tiny.ts";
import type { SFTConfigInput } from "./sft-config.ts";
import { SFTTrainer } from "./sft-trainer.ts";

// Open until the end: while any device is, what was compiled for a GPU is kept.
const found = await openDevice("webgpu").catch((error: Error) => error);
const title = found instanceof Error ? `training on WebGPU (skipped: ${found.message})` : "training on WebGPU";
afterAll(() => (found instanceof Error ? undefined : found.dispose()));

describe.skipIf(found instanceof Error)(title, () => {
  test.each([1, 2])("has the losses of the CPU, gradients of %i passes", async (gradientAccumulationSteps) => {
    const args: SFTConfigInput = {
      maxSteps: 3,
      neftuneNoiseAlpha: 5,
      gradientAccumulationSteps,
      evalStrategy: "steps",
      evalSteps: 3,
    };
    const evalDataset = tinyRows(4, 9);
    const [cpu, gpu] = [
      await trainTiny({ args, evalDataset }),
      await trainTiny({ args, evalDataset, device: "webgpu" }),
    ];
    for (const [index, { loss, gradNorm }] of cpu.logs.entries()) {
      expect(Math.abs(gpu.logs[index]!.loss - loss)).toBeLessThan(1e-4);
      expect(Math.abs(gpu.logs[index]!.gradNorm / gradNorm - 1)).toBeLessThan(1e-4);
    }
    expect(Math.abs(gpu.evaluations[0]!.testLoss! - cpu.evaluations[0]!.testLoss!)).toBeLessThan(1e-4);
  });

  test("is the same to the bit, run twice", async () => {
    const run = () => trainTiny({ args: { maxSteps: 2, neftuneNoiseAlpha: 5 }, device: "webgpu" });
    const [first, second] = [await run(), await run()];
    expect(second.weights).toEqual(first.weights);
  });

  test.each([true, false])("moves batches up and losses down, nothing else; tied matrices: %s", async (tied) => {
    await using folder = await temporaryFolder();
    await writeTinyLlama(folder.path, { tie_word_embeddings: tied });
    await using device = await openDevice("webgpu");
    const model = await AutoModelForCausalLM.fromPretrained(folder.path, { device });
    const args: SFTConfigInput = { maxSteps: 4, perDeviceTrainBatchSize: 4, loggingSteps: 1, saveStrategy: "no" };
    const trainer = new SFTTrainer({
      model,
      trainDataset: tinyRows(16),
      args: { ...args, neftuneNoiseAlpha: 5 },
    });
    const moved: [uploaded: number, downloaded: number][] = [];
    let { uploaded, downloaded } = device.memory();
    for await (const event of trainer.train()) {
      if (event.event !== "log") continue;
      const now = device.memory();
      moved.push([now.uploaded! - uploaded!, now.downloaded! - downloaded!]);
      ({ uploaded, downloaded } = now);
    }
    const [first, ...later] = moved;
    const parameters = 4 * model.layout.count;
    expect(first![0]).toBeGreaterThan(parameters);
    const { hidden_size: width, num_attention_heads: heads } = tinyConfig;
    // A batch has 80 tokens at the most, rounded up to 96: noise and two tables of positions in float32, six lists of
    // indices, labels and weights, and masks. Of it come back norms, a sum of squares a tensor, and three numbers a label.
    const [mostUp, mostDown] = [96 * 4 * (width + (2 * width) / heads + 8), 96 * 4 * 4 + 4 * 40];
    for (const [up, down] of later) {
      expect(up).toBeLessThan(mostUp);
      expect(up).toBeLessThan(parameters / 2);
      expect(down).toBeLessThan(mostDown);
    }
    await model.dispose();
  });
});
