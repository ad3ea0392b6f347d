import { describe, expect, test } from "vitest";
import { comparable, tinyRows, trainTiny } from "./fixtures/train-tiny.ts";

// What DESIGN promises of the noise, held against whole training runs.

const alpha = 5;
const expectedNorm = alpha / Math.sqrt(3);
const noisy = { neftuneNoiseAlpha: alpha, maxSteps: 4 };

describe("the noise is off in evaluation", () => {
  test("an evaluation before the first step is the same with and without noise", async () => {
    const args = { maxSteps: 1, evalOnStart: true };
    const evalDataset = tinyRows(5, 3);
    const plain = await trainTiny({ args, evalDataset });
    const noised = await trainTiny({ args: { ...args, neftuneNoiseAlpha: 50 }, evalDataset });
    expect(noised.evaluations).toEqual(plain.evaluations);
    expect(noised.logs[0]!.loss).not.toBeCloseTo(plain.logs[0]!.loss, 2);
  });
});

describe("the noise is drawn anew", () => {
  test("in each epoch, for the same rows under the same weights", async () => {
    const { logs } = await trainTiny({
      args: { ...noisy, maxSteps: 6, learningRate: 0, trainSamplingStrategy: "sequential" },
    });
    const norms = logs.map(({ noiseNorm }) => noiseNorm);
    expect(new Set(norms).size).toBe(6);
    for (const step of [0, 1, 2]) expect(logs[step]!.loss).not.toBe(logs[step + 3]!.loss);
    // Without noise the second epoch is the first again.
    const plain = await trainTiny({ args: { maxSteps: 6, learningRate: 0, trainSamplingStrategy: "sequential" } });
    for (const step of [0, 1, 2]) expect(plain.logs[step]!.loss).toBe(plain.logs[step + 3]!.loss);
  });
});

describe("the measured norm is the expected one", () => {
  // One sequence's norm has a relative standard deviation of √(1/(5·n·d)), below 0.05 for 5 tokens of 16; of 4 rows' mean, half.
  test.each([
    ["uniform", expectedNorm],
    ["gaussian", alpha],
  ] as const)("%s: within sampling error of it, step by step", async (neftuneDistribution, expected) => {
    const { logs } = await trainTiny({ args: { ...noisy, maxSteps: 9, neftuneDistribution } });
    for (const { noiseNorm, noiseNormExpected } of logs) {
      expect(noiseNormExpected).toBeCloseTo(expected, 6);
      expect(Math.abs(noiseNorm / expected - 1)).toBeLessThan(0.12);
    }
    const mean = logs.reduce((sum, { noiseNorm }) => sum + noiseNorm, 0) / logs.length;
    expect(Math.abs(mean / expected - 1)).toBeLessThan(0.03);
  });

  test("under padded it is lower by the batch's padding, as the expected norm says", async () => {
    const { logs } = await trainTiny({ args: { ...noisy, maxSteps: 9, neftuneScaling: "padded" } });
    for (const { noiseNorm, noiseNormExpected } of logs) {
      expect(noiseNormExpected).toBeLessThan(0.99 * expectedNorm);
      expect(Math.abs(noiseNorm / noiseNormExpected - 1)).toBeLessThan(0.12);
    }
  });

  test("its ratio to the embeddings grows with alpha", async () => {
    const ratioAt = async (neftuneNoiseAlpha: number) =>
      (await trainTiny({ args: { ...noisy, maxSteps: 1, neftuneNoiseAlpha } })).logs[0]!.noiseRatio;
    const [five, fifteen] = [await ratioAt(5), await ratioAt(15)];
    expect(five).toBeGreaterThan(0.1);
    expect(fifteen / five).toBeCloseTo(3, 5);
  });
});

describe("the noise depends on seed, epoch and row, and on nothing else", () => {
  test("losses are the same whatever the batch size and the accumulation", async () => {
    const runs = [];
    for (const [perDeviceTrainBatchSize, gradientAccumulationSteps] of [
      [4, 1],
      [2, 2],
      [1, 4],
    ] as const)
      runs.push(await trainTiny({ args: { ...noisy, perDeviceTrainBatchSize, gradientAccumulationSteps } }));
    const [whole, ...parts] = runs;
    for (const { logs } of parts)
      for (const [index, log] of logs.entries()) {
        const expected = whole!.logs[index]!;
        expect(Math.abs(log.loss / expected.loss - 1)).toBeLessThan(1e-5);
        expect(Math.abs(log.gradNorm / expected.gradNorm - 1)).toBeLessThan(1e-4);
        expect(log.noiseNorm).toBeCloseTo(expected.noiseNorm, 10);
        expect(log.numTokens).toBe(expected.numTokens);
      }
  });

  test("the same seed gives the same bytes, in events and weights", async () => {
    const args = { ...noisy, evalStrategy: "steps", evalSteps: 2 } as const;
    const [first, second] = [await trainTiny({ args }), await trainTiny({ args })];
    expect(comparable(second.events)).toEqual(comparable(first.events));
    expect(second.weights).toEqual(first.weights);
  });

  test("another seed gives other noise for the same rows", async () => {
    const args = { ...noisy, maxSteps: 1, trainSamplingStrategy: "sequential" } as const;
    const [first, second] = [await trainTiny({ args }), await trainTiny({ args: { ...args, seed: 1 } })];
    expect(second.logs[0]!.noiseNorm).not.toBe(first.logs[0]!.noiseNorm);
  });

  test("another device gives the same noise and nearly the same losses", async () => {
    const [cpu, tfjs] = [
      await trainTiny({ args: { ...noisy, maxSteps: 2 } }),
      await trainTiny({ args: { ...noisy, maxSteps: 2 }, device: "tfjs" }),
    ];
    for (const [index, { loss, noiseNorm }] of tfjs.logs.entries()) {
      expect(noiseNorm).toBe(cpu.logs[index]!.noiseNorm);
      expect(Math.abs(loss / cpu.logs[index]!.loss - 1)).toBeLessThan(1e-5);
    }
  });
});

describe("an alpha of 0", () => {
  test("is no noise, byte for byte", async () => {
    const args = { maxSteps: 4, evalStrategy: "steps", evalSteps: 2 } as const;
    const none = await trainTiny({ args });
    const zero = await trainTiny({ args: { ...args, neftuneNoiseAlpha: 0 } });
    expect(comparable(zero.events)).toEqual(comparable(none.events));
    expect(zero.weights).toEqual(none.weights);
    for (const { noiseNorm, noiseNormExpected, noiseRatio } of none.logs)
      expect([noiseNorm, noiseNormExpected, noiseRatio]).toEqual([0, 0, 0]);
  });
});
