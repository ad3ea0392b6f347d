import { afterAll, describe, expect, test } from "vitest";
import type { Settings } from "./fixtures/neftune.ts";
import { logs, losses, Workplace, withoutMeasurements } from "./fixtures/workplace.ts";

const workplace = await Workplace.create();
afterAll(() => workplace[Symbol.asyncDispose]());

async function run(settings: Settings) {
  const { status, events, stderr } = await workplace.train({
    neftune_noise_alpha: 5,
    test_size: 4,
    eval_strategy: "steps",
    eval_steps: 2,
    ...settings,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return { events, weights: workplace.bytes("out", "model.safetensors") };
}

const first = await run({});

/** The largest difference between two runs' losses and gradient norms, relative. */
function difference(events: typeof first.events): number {
  const pairs = logs(events).flatMap((log, step) => {
    const other = logs(first.events)[step]!;
    return [
      [log.loss, other.loss],
      [log.gradNorm, other.gradNorm],
      [log.noiseNorm, other.noiseNorm],
    ] as const;
  });
  expect(pairs).toHaveLength(12);
  return Math.max(...pairs.map(([a, b]) => Math.abs(a / b - 1)));
}

describe("a run", () => {
  test("repeats with its seed: every event but for times and memory, and every byte of the weights", async () => {
    const again = await run({});
    expect(withoutMeasurements(again.events)).toEqual(withoutMeasurements(first.events));
    expect(again.weights.equals(first.weights)).toBe(true);
  });

  test("is another with another seed", async () => {
    const other = await run({ seed: 7 });
    expect(losses(other.events)).not.toEqual(losses(first.events));
    expect(other.weights.equals(first.weights)).toBe(false);
  });

  test.each([
    [1, 4],
    [2, 2],
  ])("has the same losses in batches of %i and %i of them a step", async (size, window) => {
    const { events } = await run({ per_device_train_batch_size: size, gradient_accumulation_steps: window });
    expect(difference(events)).toBeLessThan(1e-5);
    expect(logs(events).map(({ numTokens }) => numTokens)).toEqual(
      logs(first.events).map(({ numTokens }) => numTokens),
    );
  });

  test("has the same losses where each layer is computed twice", async () => {
    const { events } = await run({ gradient_checkpointing: true });
    expect(difference(events)).toBeLessThan(1e-5);
  });

  test("has the same losses on tfjs's own backend", async () => {
    const { events } = await run({ device: "tfjs" });
    expect(events[0]).toMatchObject({ event: "start", device: "tfjs" });
    expect(difference(events)).toBeLessThan(1e-5);
  });

  test("has the same losses from its recipe.yaml", async () => {
    await run({});
    const { status, events } = await workplace.command("train", "out/recipe.yaml", "--output_dir", "again");
    expect(status).toBe(0);
    expect(losses(events)).toEqual(losses(first.events));
    expect(workplace.bytes("again", "model.safetensors").equals(first.weights)).toBe(true);
    const recipe = workplace.read("out", "recipe.yaml");
    expect(workplace.read("again", "recipe.yaml")).toBe(recipe.replace("output_dir: out\n", "output_dir: again\n"));
  });
});

test("a log over several steps is the mean of theirs", async () => {
  const { events } = await run({ logging_steps: 2 });
  const single = logs(first.events);
  const pairs = [0, 2].map((step) => [single[step]!, single[step + 1]!] as const);
  logs(events).forEach((log, index) => {
    const [a, b] = pairs[index]!;
    expect(log.step).toBe(b.step);
    expect(log.loss).toBeCloseTo((a.loss + b.loss) / 2, 12);
    expect(log.noiseNorm).toBeCloseTo((a.noiseNorm + b.noiseNorm) / 2, 12);
    expect(log.gradNorm).toBe(b.gradNorm);
    expect(log.learningRate).toBe(b.learningRate);
    expect(log.numTokens).toBe(b.numTokens);
  });
  expect(logs(events)).toHaveLength(2);
});
