import type { SFTConfigInput } from "@neftune/trainer";
import type { BenchContext } from "../context.ts";
import { writeInstructionRows } from "../inputs/instruction-rows.ts";
import type { BenchmarkResult, Measurement } from "../measurement.ts";
import { formatNumber } from "../report.ts";
import { sideName } from "../sides.ts";
import { sum } from "../statistics.ts";
import type { TrainingResult } from "../workers/training-result.ts";
import { Contestant } from "./contestant.ts";
import { failuresOf, runsOf, takeTurns } from "./take-turns.ts";
import { packedTrainingTarget } from "./targets.ts";

/** Steps of about as many tokens: nine rows of Alpaca, or two packed rows. */
const [maxLength, steps, warmUp, rowsOfStep, packedRowsOfStep] = [512, 16, 3, 9, 2];

/** The same rows, packed or not, after the third step. */
function tokensPerSecond({ stepSeconds, numTokens }: TrainingResult): number {
  const counted = stepSeconds.slice(warmUp - 1);
  return (numTokens!.at(-1)! - numTokens![warmUp - 1]!) / sum(counted);
}

/** Training on packed rows beside training on single ones: a token is to cost the same. */
export async function packedTraining(context: BenchContext): Promise<BenchmarkResult> {
  const { report } = context.options;
  const model = await context.model("15M");
  const files = writeInstructionRows(context, rowsOfStep * steps * 2, maxLength);
  const contestant = (name: string, side: object, args: SFTConfigInput) =>
    new Contestant(name, async () => {
      const shared = { maxSteps: steps, maxLength, neftuneNoiseAlpha: 5, learningRate: 5e-5 };
      const input = { ...side, model, rows: files.ours, format: files.format, args: { ...shared, ...args } };
      const result = await context.worker<TrainingResult>("train", input);
      report(`packing, ${name}: ${formatNumber(tokensPerSecond(result))} tokens/s`);
      return result;
    });
  const pairs = context.sides.map((side) => ({
    packed: contestant(`${sideName(side)}, packed`, side, {
      packing: true,
      perDeviceTrainBatchSize: packedRowsOfStep,
    }),
    single: contestant(`${sideName(side)}, single rows`, side, { perDeviceTrainBatchSize: rowsOfStep }),
  }));
  const everything = pairs.flatMap(({ packed, single }) => [packed, single]);
  await takeTurns(context.options.rounds, everything);
  const measurements = pairs.flatMap(({ packed, single }): Measurement[] => {
    const ours = packed.best(tokensPerSecond, "highest");
    if (ours === null) return [];
    const peer = { name: "ours, single rows", value: single.best(tokensPerSecond, "highest") };
    return [{ name: `${packed.name}: tokens/s`, ours, peer, target: packedTrainingTarget }];
  });
  return { measurements, notes: [], failures: failuresOf(everything), runs: runsOf(everything) };
}
