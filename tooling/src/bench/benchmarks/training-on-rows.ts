import type { SFTConfigInput } from "@neftune/trainer";
import type { BenchContext } from "../context.ts";
import { writeInstructionRows } from "../inputs/instruction-rows.ts";
import type { ShapeName } from "../inputs/shapes.ts";
import { formatNumber } from "../report.ts";
import { isOnProcessor, type Precision, type Side, sideName } from "../sides.ts";
import { sum } from "../statistics.ts";
import type { TrainingResult } from "../workers/training-result.ts";
import type { Benchmark } from "./benchmark.ts";
import { compareLosses, compareTraining } from "./compare-training.ts";
import { Contestant } from "./contestant.ts";
import { failuresOf, runsOf, takeTurns } from "./take-turns.ts";
import type { RowsTargets } from "./targets.ts";

const [batchSize, maxLength, steps, warmUp, alpha, learningRate] = [4, 256, 16, 3, 5, 5e-5];

/** After the third step; the first one is not in the list. */
function rowsPerSecond({ stepSeconds }: TrainingResult): number {
  const counted = stepSeconds.slice(warmUp - 1);
  return (batchSize * counted.length) / sum(counted);
}

export interface RowsOptions {
  readonly name: string;
  readonly model: ShapeName;
  /** In words, behind the model. */
  readonly what: string;
  /** Settings of the run beside those of all. */
  readonly args: SFTConfigInput;
  /** The same for the peer. */
  readonly peer: Readonly<Record<string, unknown>>;
  targets(side: Side): RowsTargets;
}

/** Training on instruction rows of all lengths with noise, against TRL. */
export const trainingOnRows = (options: RowsOptions): Benchmark => ({
  name: options.name,
  title: `${options.name}: ${options.model} Llama${options.what} on Alpaca's rows in file order, ${batchSize} a step, at most ${maxLength} tokens, α ${alpha}; ${steps - warmUp} steps after the third`,
  async run(context) {
    const { ours, peers } = await contestants(context, options);
    const everything = [...ours.map(({ contestant }) => contestant), ...peers.values()];
    await takeTurns(context.options.rounds, everything);

    const notes: string[] = [];
    const failures = failuresOf(ours.map(({ contestant }) => contestant));
    const measurements = ours.flatMap(({ side, contestant }) => {
      const label = sideName(side);
      const trl = isOnProcessor(side.device) ? peers.get(side.precision) : undefined;
      if (!trl) return compareTraining(label, contestant, [], { name: "rows/s", of: rowsPerSecond });
      const losses = compareLosses(label, contestant, trl);
      if (losses) (losses.isSame ? notes : failures).push(losses.sentence);
      if (losses?.isSame === false) return [];
      const { speed, memory } = options.targets(side);
      const rival = { contestant: trl, speedTarget: speed, memoryTarget: memory };
      const compared = compareTraining(label, contestant, [rival], { name: "rows/s", of: rowsPerSecond });
      const first = contestant.best(({ firstStepSeconds }) => firstStepSeconds, "lowest");
      if (first === null) return compared;
      const peer = { name: trl.name, value: trl.best(({ firstStepSeconds }) => firstStepSeconds, "lowest") };
      return [...compared, { name: `${label}: first step done after, s`, ours: first, peer, target: null }];
    });
    for (const sentence of failuresOf([...peers.values()])) notes.push(`absent: ${sentence}`);
    if (!context.reference) notes.push("the rows are made up, as long as Alpaca's: the reference data is not there");
    return { measurements, notes, failures, runs: runsOf(everything) };
  },
});

async function contestants(context: BenchContext, options: RowsOptions) {
  const { python, report } = context.options;
  const model = await context.model(options.model);
  const files = writeInstructionRows(context, batchSize * steps, maxLength);
  const args = {
    perDeviceTrainBatchSize: batchSize,
    maxSteps: steps,
    maxLength,
    learningRate,
    trainSamplingStrategy: "sequential",
    neftuneNoiseAlpha: alpha,
    ...options.args,
  };
  const contestant = (name: string, run: () => Promise<TrainingResult>) =>
    new Contestant(name, async () => {
      const result = await run();
      report(
        `${options.name}, ${name}: ${formatNumber(rowsPerSecond(result))} rows/s, ${formatNumber(result.maxRssMb)} MB`,
      );
      return result;
    });
  const ours = context.sides.map((side) => {
    const input = { ...side, model, rows: files.ours, format: files.format, args };
    return { side, contestant: contestant(sideName(side), () => context.worker<TrainingResult>("train", input)) };
  });
  const settings = { model, rows: files.peer, steps, batchSize, maxLength, learningRate, alpha, ...options.peer };
  const trl = (precision: Precision) => {
    const name = `TRL ${precision}`;
    if (python && !python.versions.trl) return Contestant.absent<TrainingResult>(name, "TRL is not installed");
    return contestant(name, () =>
      context.peer<TrainingResult>("trl_rows", { ...settings, bf16: precision === "bfloat16" }),
    );
  };
  const onProcessor = context.sides.filter(({ device }) => isOnProcessor(device));
  const precisions = new Set(onProcessor.map(({ precision }) => precision));
  return { ours, peers: new Map([...precisions].map((precision) => [precision, trl(precision)])) };
}
