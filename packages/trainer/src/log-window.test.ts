import { expect, test } from "vitest";
import { LogWindow, type WindowStep } from "./log-window.ts";

const silent = { accuracies: [0.5], entropies: [1], noiseNorms: [], expectedNoiseNorms: [] };
const context = { step: 2, epoch: 0.5, learningRate: 1e-3, numTokens: 90, memoryMb: 100 };

const noisy: readonly WindowStep[] = [
  {
    loss: 3,
    gradNorm: 7,
    tokens: 40,
    rows: 4,
    seconds: 2,
    accuracies: [0.2, 0.4],
    entropies: [2, 4],
    noiseNorms: [2.8, 3],
    expectedNoiseNorms: [2.9, 2.9],
    tokenNoiseNorm: 10,
    tokenEmbeddingNorm: 100,
  },
  {
    loss: 1,
    gradNorm: 5,
    tokens: 20,
    rows: 2,
    seconds: 1,
    accuracies: [0.6],
    entropies: [3],
    noiseNorms: [2.6],
    expectedNoiseNorms: [2.9],
    tokenNoiseNorm: 5,
    tokenEmbeddingNorm: 20,
  },
];

test("losses are averaged by step, accuracies and entropies by batch, noise by sequence; the last gradient counts", () => {
  const window = new LogWindow();
  for (const step of noisy) window.add(step);
  const log = window.flush(context);
  expect(log).toMatchObject({ event: "log", ...context, loss: 2, gradNorm: 5, entropy: 3 });
  expect(log.meanTokenAccuracy).toBeCloseTo(0.4, 12);
  expect(log.noiseNorm).toBeCloseTo(2.8, 12);
  expect(log.noiseNormExpected).toBeCloseTo(2.9, 12);
  // All tokens' noise over all tokens' embeddings, not a mean of ratios.
  expect(log.noiseRatio).toBeCloseTo(15 / 120, 12);
  expect([log.tokensPerSecond, log.samplesPerSecond]).toEqual([20, 2]);
});

test("a log starts the window anew", () => {
  const window = new LogWindow();
  window.add(noisy[0]!);
  window.flush(context);
  window.add(noisy[1]!);
  expect(window.flush(context).loss).toBe(1);
  expect(window.steps).toEqual([]);
});

test("without noise its figures are 0", () => {
  const window = new LogWindow();
  const { loss, gradNorm, tokens, rows, seconds } = noisy[0]!;
  window.add({ ...silent, loss, gradNorm, tokens, rows, seconds, tokenNoiseNorm: 0, tokenEmbeddingNorm: 0 });
  expect(window.flush(context)).toMatchObject({ noiseNorm: 0, noiseNormExpected: 0, noiseRatio: 0 });
});

test("a window that goes on from its steps logs what the whole one would have", () => {
  const whole = new LogWindow();
  const first = new LogWindow();
  for (const step of noisy) whole.add(step);
  first.add(noisy[0]!);
  const second = new LogWindow(JSON.parse(JSON.stringify(first.steps)));
  second.add(noisy[1]!);
  expect(second.flush(context)).toEqual(whole.flush(context));
});
