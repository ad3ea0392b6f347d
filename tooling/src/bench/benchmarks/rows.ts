import type { BenchContext } from "../context.ts";
import { writeInstructionRows } from "../inputs/instruction-rows.ts";
import { formatNumber } from "../report.ts";
import { sum } from "../statistics.ts";
import type { TrainingResult } from "../workers/training-result.ts";
import type { Benchmark } from "./benchmark.ts";
import { compareTraining } from "./compare-training.ts";
import { takeTurns } from "./take-turns.ts";

const [batchSize, maxLength, steps, warmUp, alpha, learningRate] = [4, 256, 20, 3, 5, 5e-5];

/** After the third step; the first one is not in the list. */
function rowsPerSecond({ stepSeconds }: TrainingResult): number {
  const counted = stepSeconds.slice(warmUp - 1);
  return (batchSize * counted.length) / sum(counted);
}

/** Training on instruction rows of all lengths with noise, against TRL. */
export const rows: Benchmark = {
  name: "rows",
  title: `rows: 15M Llama on Alpaca's rows in file order, ${batchSize} a step, at most ${maxLength} tokens, α ${alpha}; ${steps - warmUp} steps after the third`,
  async run(context) {
    const turns = await measure(context);
    const { measurements, notes } = compareTraining(turns, {
      peerName: "TRL",
      speedName: "rows/s",
      speed: rowsPerSecond,
      speedTarget: { of: "ratio", bound: "at least", value: 2.5 },
      memoryTarget: { of: "ratio", bound: "at most", value: 0.4 },
    });
    const first = (results: readonly TrainingResult[]) => Math.min(...results.map((result) => result.firstStepSeconds));
    measurements.push({
      name: "first step done after, s",
      ours: first(turns.ours),
      peer: turns.peer.length > 0 ? { name: "TRL", value: first(turns.peer) } : null,
      target: null,
    });
    if (!context.reference) notes.push("the rows are made up, as long as Alpaca's: the reference data is not there");
    return { measurements, notes };
  },
};

async function measure(context: BenchContext) {
  const { python, rounds, report } = context.options;
  const model = await context.model("15M");
  const files = writeInstructionRows(context, batchSize * steps, maxLength);
  const args = {
    perDeviceTrainBatchSize: batchSize,
    maxSteps: steps,
    maxLength,
    learningRate,
    trainSamplingStrategy: "sequential",
    neftuneNoiseAlpha: alpha,
  };
  const tell = (who: string, result: TrainingResult) =>
    report(`rows, ${who}: ${formatNumber(rowsPerSecond(result))} rows/s, ${formatNumber(result.maxRssMb)} MB`);
  const ours = async () => {
    const result = await context.worker<TrainingResult>("train", {
      model,
      rows: files.ours,
      format: files.format,
      args,
    });
    tell("ours", result);
    return result;
  };
  const settings = { model, rows: files.peer, steps, batchSize, maxLength, learningRate, alpha };
  const peer =
    python?.versions.trl &&
    (async () => {
      const result = await context.peer<TrainingResult>(python, "trl_rows", settings);
      tell("TRL", result);
      return result;
    });
  return takeTurns(rounds, ours, peer || null);
}
