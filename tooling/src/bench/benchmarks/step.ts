import { createRandom } from "../../demo/random.ts";
import type { BenchContext } from "../context.ts";
import { shapes } from "../inputs/shapes.ts";
import { tokenRow } from "../inputs/token-rows.ts";
import { formatNumber } from "../report.ts";
import { median } from "../statistics.ts";
import type { TrainingResult } from "../workers/training-result.ts";
import type { Benchmark } from "./benchmark.ts";
import { compareTraining } from "./compare-training.ts";
import { takeTurns } from "./take-turns.ts";

const [batchSize, length, steps, warmUp] = [4, 256, 15, 3];
const learningRate = 1e-3;

interface PeerResult extends TrainingResult {
  readonly fusedStepSeconds: readonly number[];
}

/** Tokens/s in the steps after the warm-up; the first step is not in the list. */
function tokensPerSecond(stepSeconds: readonly number[]): number {
  return (batchSize * length) / median(stepSeconds.slice(warmUp - 1));
}

/** The training step alone, every token labelled and no noise, against PyTorch eager. */
export const step: Benchmark = {
  name: "step",
  title: `step: 15M Llama, ${batchSize} × ${length} tokens, forward, backward and AdamW; the median step`,
  async run(context) {
    const turns = await measure(context);
    const { measurements, notes } = compareTraining(turns, {
      peerName: "PyTorch eager",
      speedName: "tokens/s",
      speed: ({ stepSeconds }) => tokensPerSecond(stepSeconds),
      speedTarget: { of: "ratio", bound: "at least", value: 1 },
      memoryTarget: null,
    });
    const fused = turns.peer.map(({ fusedStepSeconds }) => tokensPerSecond(fusedStepSeconds));
    if (fused.length > 0)
      measurements.splice(1, 0, {
        ...measurements[0]!,
        peer: { name: "PyTorch eager, fused AdamW", value: Math.max(...fused) },
        target: null,
      });
    return { measurements, notes };
  },
};

async function measure(context: BenchContext) {
  const { python, rounds, report } = context.options;
  const random = createRandom(5);
  const rows = Array.from({ length: batchSize }, () => tokenRow(random, shapes["15M"].vocab_size, length));
  const input = { model: await context.model("15M"), rows: context.writeJson("step", rows) };
  const args = {
    perDeviceTrainBatchSize: batchSize,
    maxSteps: steps,
    learningRate,
    lrSchedulerType: "constant",
    trainSamplingStrategy: "sequential",
    maxGradNorm: 0,
  };
  const tell = (who: string, result: TrainingResult) =>
    report(`step, ${who}: ${formatNumber(tokensPerSecond(result.stepSeconds))} tokens/s`);
  const ours = async () => {
    const result = await context.worker<TrainingResult>("train", { ...input, format: "tokens", args });
    tell("ours", result);
    return result;
  };
  const peer =
    python &&
    (async () => {
      const result = await context.peer<PeerResult>(python, "llama_step", { ...input, steps, learningRate });
      tell("PyTorch eager", result);
      return result;
    });
  return takeTurns(rounds, ours, peer);
}
