import { createRandom } from "../../demo/random.ts";
import type { BenchContext } from "../context.ts";
import { type ShapeName, shapes } from "../inputs/shapes.ts";
import { tokenRow } from "../inputs/token-rows.ts";
import { type BenchmarkResult, joinResults, type Measurement } from "../measurement.ts";
import { formatNumber } from "../report.ts";
import { median, quantile } from "../statistics.ts";
import type { NoiseResult } from "../workers/noise.ts";
import type { Benchmark } from "./benchmark.ts";

const alpha = 5;

interface NoiseCase {
  readonly shape: "15M" | "135M";
  readonly batchSize: number;
  readonly length: number;
  readonly promptLength: number;
  /** Pairs of whole steps. */
  readonly pairs: number;
  /** Percent of a step. */
  readonly most: number;
}

const cases: readonly NoiseCase[] = [
  { shape: "15M", batchSize: 4, length: 256, promptLength: 0, pairs: 20, most: 2 },
  // As many real and labelled tokens as a batch of four of Alpaca's rows has on average.
  { shape: "135M", batchSize: 4, length: 116, promptLength: 63, pairs: 5, most: 1 },
];

const barePairs = 100;

/**
 * What turning the noise on adds to a step. A whole step varies by more than that from one to the next, so the added time is taken
 * from steps of a model with little but the same embeddings: there it is the same and stands out.
 */
export const noise: Benchmark = {
  name: "noise",
  title: `noise: what α ${alpha} adds to a step; steps with and without it by turns`,
  async run(context) {
    const results: BenchmarkResult[] = [];
    for (const noiseCase of cases) results.push(await measure(context, noiseCase));
    return joinResults(results);
  },
};

async function measure(context: BenchContext, noiseCase: NoiseCase): Promise<BenchmarkResult> {
  const { shape, pairs, most } = noiseCase;
  const whole = await timePairs(context, noiseCase, shape, { warmUp: 2, pairs });
  const bare = await timePairs(context, noiseCase, `${shape}-bare`, { warmUp: 10, pairs: barePairs });
  const step = 1000 * median(whole.without);
  const added = 1000 * median(differences(bare));
  const share = (100 * added) / step;
  context.options.report(`noise, ${shape}: ${formatNumber(added)} ms of ${formatNumber(step)}`);

  const figure = (name: string, ours: number, target: Measurement["target"] = null): Measurement => ({
    name: `${shape}: ${name}`,
    ours,
    peer: null,
    target,
  });
  const percent = (part: number) => `${((100 * part * 1000) / step).toFixed(1)} %`;
  const wholeDifferences = differences(whole);
  return {
    measurements: [
      figure("step without noise, ms", step),
      figure("noise adds, ms", added),
      figure("noise adds, % of the step", share, { of: "ours", bound: "at most", value: most }),
      figure("making the numbers alone, ms", 1000 * median(bare.noise)),
    ],
    notes: [
      `${shape}, ${noiseCase.batchSize} × ${noiseCase.length} tokens: in ${pairs} pairs of whole steps the one with noise took ` +
        `${percent(median(wholeDifferences))} longer, the middle half between ${percent(quantile(wholeDifferences, 0.25))} ` +
        `and ${percent(quantile(wholeDifferences, 0.75))}`,
    ],
    failures: [],
    runs: { [`${shape}: whole`]: [whole], [`${shape}: bare`]: [bare] },
  };
}

async function timePairs(
  context: BenchContext,
  { batchSize, length, promptLength }: NoiseCase,
  shape: ShapeName,
  counts: { warmUp: number; pairs: number },
): Promise<NoiseResult> {
  const random = createRandom(6);
  const { vocab_size: vocabulary } = shapes[shape];
  const rows = Array.from({ length: batchSize }, () => tokenRow(random, vocabulary, length, promptLength));
  const input = { model: await context.model(shape), rows: context.writeJson(`noise-${shape}`, rows), alpha };
  return context.worker<NoiseResult>("noise", { ...input, ...counts });
}

/** Seconds that noise added in each pair. */
function differences({ without, withNoise }: NoiseResult): number[] {
  return withNoise.map((seconds, pair) => seconds - without[pair]!);
}
