import type { BenchContext } from "../context.ts";
import type { BatchSize } from "../inputs/flops.ts";
import { formatNumber } from "../report.ts";
import { type Side, sideName } from "../sides.ts";
import { median } from "../statistics.ts";
import type { TrainingResult } from "../workers/training-result.ts";
import { Contestant } from "./contestant.ts";

/** A step that is measured again and again. */
export interface StepCase extends BatchSize {
  /** With which the lines of progress begin. */
  readonly title: string;
  /** Steps of a run, and how many of them are not counted. */
  readonly steps: number;
  readonly warmUp: number;
  /** Files. */
  readonly model: string;
  readonly rows: string;
}

export type PeerMode = "eager" | "compile" | "autocast";

export interface PeerStepResult extends TrainingResult {
  readonly fusedStepSeconds: readonly number[];
}

const learningRate = 1e-3;

const peerNames: Readonly<Record<PeerMode, string>> = {
  eager: "PyTorch eager",
  compile: "torch.compile",
  autocast: "PyTorch bfloat16 autocast",
};

/** Tokens/s in the steps after the warm-up; the first step is not in the list. */
export function tokensPerSecond({ batchSize, length, warmUp }: StepCase, stepSeconds: readonly number[]): number {
  return (batchSize * length) / median(stepSeconds.slice(warmUp - 1));
}

/** Ours on one side. */
export function ourStep(context: BenchContext, stepCase: StepCase, side: Side): Contestant<TrainingResult> {
  const { model, rows, batchSize, steps } = stepCase;
  const args = {
    perDeviceTrainBatchSize: batchSize,
    maxSteps: steps,
    learningRate,
    lrSchedulerType: "constant",
    trainSamplingStrategy: "sequential",
    maxGradNorm: 0,
  };
  const run = () => context.worker<TrainingResult>("train", { ...side, model, rows, format: "tokens", args });
  return contestant(context, stepCase, sideName(side), run);
}

/** PyTorch on the processor or on a GPU. @param fusedSteps further steps with its fused AdamW */
export function peerStep(
  context: BenchContext,
  stepCase: StepCase,
  mode: PeerMode,
  { device = "cpu", fusedSteps = 0 }: { device?: "cpu" | "cuda"; fusedSteps?: number } = {},
): Contestant<PeerStepResult> {
  const { model, rows, steps } = stepCase;
  const input = { model, rows, steps, fusedSteps, learningRate, mode, device };
  const name = device === "cpu" ? peerNames[mode] : `${peerNames[mode]}, ${device}`;
  return contestant(context, stepCase, name, () => context.peer<PeerStepResult>("llama_step", input));
}

function contestant<Result extends TrainingResult>(
  context: BenchContext,
  stepCase: StepCase,
  name: string,
  run: () => Promise<Result>,
): Contestant<Result> {
  return new Contestant(name, async () => {
    const result = await run();
    const speed = formatNumber(tokensPerSecond(stepCase, result.stepSeconds));
    context.options.report(
      `${stepCase.title}, ${name}: ${speed} tokens/s, ${formatNumber(result.maxRssMb)} MB, loss ${result.losses.at(-1)!.toFixed(4)}`,
    );
    return result;
  });
}
