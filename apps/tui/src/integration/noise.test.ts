import { afterAll, describe, expect, test } from "vitest";
import type { Settings } from "./fixtures/neftune.ts";
import { evaluations, logs, losses, Workplace, withoutMeasurements } from "./fixtures/workplace.ts";

const workplace = await Workplace.create();
afterAll(() => workplace[Symbol.asyncDispose]());

/** Events of a run and the weights that it saved. */
async function run(settings: Settings) {
  const { status, events, stderr } = await workplace.train({ eval_file: "test.json", ...settings });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return { events, logs: logs(events), weights: workplace.bytes("out", "model.safetensors") };
}

const evaluated: Settings = { eval_on_start: true, eval_strategy: "steps", eval_steps: 2 };
const without = await run(evaluated);
const noisy = await run({ ...evaluated, neftune_noise_alpha: 5 });

/** Relative standard error of the mean norm of a step's noise: each of n uniform elements adds 0.447 / √n. */
function samplingError({ numTokens }: { numTokens: number }, tokensBefore: number): number {
  return 0.447 / Math.sqrt((numTokens - tokensBefore) * 16);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("the noise is on in training", () => {
  test("as a recipe asks: α 0 is the bytes of none at all, and α 5 is others", async () => {
    const zero = await run({ ...evaluated, neftune_noise_alpha: 0 });
    expect(zero.weights.equals(without.weights)).toBe(true);
    expect(withoutMeasurements(zero.events.slice(1))).toEqual(withoutMeasurements(without.events.slice(1)));
    expect(zero.logs[0]).toMatchObject({ noiseNorm: 0, noiseNormExpected: 0, noiseRatio: 0 });
    expect(noisy.weights.equals(without.weights)).toBe(false);
  });

  test.each([5, 10, 15])("with the norm α/√3 that α %i asks for, within sampling error", async (alpha) => {
    const steps = alpha === 5 ? noisy.logs : (await run({ neftune_noise_alpha: alpha })).logs;
    let tokens = 0;
    for (const log of steps) {
      expect(log.noiseNormExpected).toBeCloseTo(alpha / Math.sqrt(3), 5);
      expect(Math.abs(log.noiseNorm / log.noiseNormExpected - 1)).toBeLessThan(5 * samplingError(log, tokens));
      tokens = log.numTokens;
    }
    const measured = mean(steps.map(({ noiseNorm }) => noiseNorm));
    expect(Math.abs(measured / (alpha / Math.sqrt(3)) - 1)).toBeLessThan(4 * samplingError(steps.at(-1)!, 0));
    // The draws are the same, so the norm grows with α to rounding.
    steps.forEach(({ noiseNorm }, step) => {
      expect(noiseNorm / noisy.logs[step]!.noiseNorm).toBeCloseTo(alpha / 5, 5);
    });
  });

  test("drawn anew in each step", async () => {
    const norms = noisy.logs.map(({ noiseNorm }) => noiseNorm);
    expect(new Set(norms).size).toBe(norms.length);

    // One row, again and again, by a model that does not learn: what differs is the noise.
    workplace.write("one.json", [{ input_ids: [5, 6, 7, 8, 9, 10, 11, 12] }]);
    const still: Settings = { train_file: "one.json", learning_rate: 0, lr_scheduler_type: "constant" };
    const steps = await run({ ...still, neftune_noise_alpha: 5 });
    expect(new Set(losses(steps.events)).size).toBe(4);
    const quiet = await run(still);
    expect(new Set(losses(quiet.events)).size).toBe(1);
  });

  test("and anew for each row, though rows are the same", async () => {
    workplace.write("twins.json", Array(4).fill({ input_ids: [5, 6, 7, 8, 9, 10, 11, 12] }));
    const settings = { train_file: "twins.json", learning_rate: 0, per_device_train_batch_size: 1 };
    expect(new Set(losses((await run({ ...settings, neftune_noise_alpha: 5 })).events)).size).toBe(4);
  });

  test("smaller under the rule of the padded length, for all but the longest row", async () => {
    const { logs: steps } = await run({ neftune_noise_alpha: 5, neftune_scaling: "padded" });
    steps.forEach(({ noiseNorm, noiseNormExpected }, step) => {
      expect(noiseNormExpected).toBeLessThan(noisy.logs[step]!.noiseNormExpected * 0.97);
      expect(noiseNormExpected).toBeGreaterThan(0);
      expect(Math.abs(noiseNorm / noiseNormExpected - 1)).toBeLessThan(0.1);
    });
    // A row alone has no pads.
    const alone: Settings = { neftune_noise_alpha: 5, per_device_train_batch_size: 1 };
    const [padded, tokens] = [await run({ ...alone, neftune_scaling: "padded" }), await run(alone)];
    expect(padded.weights.equals(tokens.weights)).toBe(true);
  });

  test("and of a Gaussian where that is asked for", async () => {
    const gaussian = await run({ neftune_noise_alpha: 5, neftune_distribution: "gaussian" });
    for (const { noiseNorm, noiseNormExpected } of gaussian.logs)
      expect(Math.abs(noiseNorm / noiseNormExpected - 1)).toBeLessThan(0.15);
    expect(gaussian.weights.equals(noisy.weights)).toBe(false);
  });

  test("measured beside the embeddings that it is added to", () => {
    for (const { noiseRatio, noiseNorm } of noisy.logs) {
      expect(noiseRatio).toBeGreaterThan(0);
      expect(noiseRatio).toBeLessThan(noiseNorm);
    }
  });
});

describe("the noise is off in evaluation", () => {
  test("so before the first step both runs measure the same, to the last bit", () => {
    expect(evaluations(noisy.events)[0]).toEqual(evaluations(without.events)[0]);
    expect(evaluations(noisy.events)[1]).not.toEqual(evaluations(without.events)[1]);
  });

  test("so a model that does not learn measures the same each time", async () => {
    const { events } = await run({ ...evaluated, neftune_noise_alpha: 15, learning_rate: 0 });
    const measured = evaluations(events).map(({ step, epoch, ...rest }) => rest);
    expect(measured).toHaveLength(3);
    expect(measured[1]).toEqual(measured[0]);
    expect(measured[2]).toEqual(measured[0]);
  });

  test("and evaluating changes nothing in training", async () => {
    const unevaluated = await run({ neftune_noise_alpha: 5 });
    expect(unevaluated.weights.equals(noisy.weights)).toBe(true);
    expect(losses(unevaluated.events)).toEqual(losses(noisy.events));
  });
});
