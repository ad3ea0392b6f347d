import { type ChartRole, endMarker } from "../charts/chart-line.ts";
import {
  formatCount,
  formatGap,
  formatLoss,
  formatMemory,
  formatScientific,
  formatShort,
  NOTHING,
} from "../format/numbers.ts";
import { bestEvaluation } from "../state/reducer.ts";
import type { TrainingState } from "../state/training-state.ts";

/** One figure of the screen. */
export interface Field {
  label: string;
  value: string;
  role: ChartRole;
  /** Its course so far, for a sparkline. */
  history?: readonly (number | null)[];
}

/** The figures, the more important first: where there is little room the last go. */
export function trainingFields({ logs, evaluations }: TrainingState): Field[] {
  const log = logs.at(-1);
  const evaluation = evaluations.at(-1);
  const best = bestEvaluation(evaluations);
  return [
    {
      label: `test loss ${endMarker("test")}`,
      value: formatLoss(evaluation?.testLoss),
      role: "test",
      history: evaluations.map((e) => e.testLoss),
    },
    {
      label: `train loss ${endMarker("train")}`,
      value: formatLoss(evaluation?.trainLoss),
      role: "train",
      history: evaluations.map((e) => e.trainLoss),
    },
    { label: "gap", value: formatGap(evaluation?.gap), role: "plain", history: evaluations.map((e) => e.gap) },
    { label: "noise norm", value: noiseNorm(), role: "noisy" },
    { label: "noise ratio", value: withNoise(`${formatShort(log?.noiseRatio)} of embeddings`), role: "noisy" },
    {
      label: "lowest test",
      value: best ? `${formatLoss(best.testLoss)} at step ${best.step}` : NOTHING,
      role: "plain",
    },
    { label: "training loss", value: formatLoss(log?.loss), role: "plain", history: logs.map(({ loss }) => loss) },
    {
      label: "accuracy",
      value: percent(log?.meanTokenAccuracy),
      role: "plain",
      history: logs.map((l) => l.meanTokenAccuracy),
    },
    {
      label: "learning rate",
      value: formatScientific(log?.learningRate),
      role: "plain",
      history: logs.map((l) => l.learningRate),
    },
    {
      label: "gradient norm",
      value: formatShort(log?.gradNorm),
      role: "plain",
      history: logs.map(({ gradNorm }) => gradNorm),
    },
    {
      label: "speed",
      value: log ? `${formatCount(log.tokensPerSecond)} tok/s ${formatShort(log.samplesPerSecond)} rows/s` : NOTHING,
      role: "plain",
    },
    { label: "memory", value: formatMemory(log?.memoryMb), role: "plain" },
  ];

  function noiseNorm(): string {
    return withNoise(`${formatLoss(log?.noiseNorm)}, expect ${formatLoss(log?.noiseNormExpected)}`);
  }

  function withNoise(text: string): string {
    if (log === undefined) return NOTHING;
    return log.noiseNormExpected > 0 ? text : "no noise";
  }
}

function percent(share: number | null | undefined): string {
  return typeof share === "number" && Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : NOTHING;
}
