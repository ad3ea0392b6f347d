import { createRandom } from "../../demo/random.ts";
import type { BenchContext } from "../context.ts";
import { type ShapeName, shapes } from "../inputs/shapes.ts";
import { tokenRow } from "../inputs/token-rows.ts";
import type { BenchmarkResult, Measurement } from "../measurement.ts";
import { median, quantile } from "../statistics.ts";
import type { NoiseResult } from "../workers/noise.ts";
import type { Benchmark } from "./benchmark.ts";

const alpha = 5;

interface NoiseCase {
  readonly shape: ShapeName;
  readonly batchSize: number;
  readonly length: number;
  readonly promptLength: number;
  readonly warmUp: number;
  readonly pairs: number;
  /** Percent of a step. */
  readonly most: number;
}

const cases: readonly NoiseCase[] = [
  { shape: "15M", batchSize: 4, length: 256, promptLength: 0, warmUp: 3, pairs: 40, most: 2 },
  // As many real and labelled tokens as a batch of four of Alpaca's rows has on average.
  { shape: "135M", batchSize: 4, length: 116, promptLength: 63, warmUp: 1, pairs: 12, most: 1 },
];

/** What turning the noise on adds to a step. */
export const noise: Benchmark = {
  name: "noise",
  title: `noise: what α ${alpha} adds to a step; steps with and without it by turns, medians`,
  async run(context) {
    const results: BenchmarkResult[] = [];
    for (const noiseCase of cases) results.push(await measure(context, noiseCase));
    return {
      measurements: results.flatMap(({ measurements }) => measurements),
      notes: results.flatMap(({ notes }) => notes),
    };
  },
};

async function measure(context: BenchContext, noiseCase: NoiseCase): Promise<BenchmarkResult> {
  const { shape, batchSize, length, promptLength, warmUp, pairs, most } = noiseCase;
  const random = createRandom(6);
  const rows = Array.from({ length: batchSize }, () =>
    tokenRow(random, shapes[shape].vocab_size, length, promptLength),
  );
  const result = await context.worker<NoiseResult>("noise", {
    model: await context.model(shape),
    rows: context.writeJson(`noise-${shape}`, rows),
    alpha,
    warmUp,
    pairs,
  });
  const step = median(result.without);
  const differences = result.withNoise.map((seconds, pair) => 100 * (seconds / result.without[pair]! - 1));
  const label = `${shape}, ${batchSize} × ${length} tokens`;
  const figure = (name: string, ours: number, target: Measurement["target"] = null): Measurement => ({
    name: `${label}: ${name}`,
    ours,
    peer: null,
    target,
  });
  const percent = (share: number) => `${quantile(differences, share).toFixed(1)} %`;
  return {
    measurements: [
      figure("step without, ms", 1000 * step),
      figure("step with, ms", 1000 * median(result.withNoise)),
      figure("added, %", 100 * (median(result.withNoise) / step - 1), { of: "ours", bound: "at most", value: most }),
      figure("making the noise alone, %", (100 * median(result.noise)) / step),
    ],
    notes: [
      `${label}: of ${pairs} pairs of steps, the middle half added between ${percent(0.25)} and ${percent(0.75)}; ` +
        `making the noise takes ${(1000 * median(result.noise)).toFixed(1)} ms`,
    ],
  };
}
