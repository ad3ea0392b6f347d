import type { ChartLine } from "../charts/chart-line.ts";
import { type ChartSeries, lineChart } from "../charts/line-chart.ts";
import { formatLoss } from "../format/numbers.ts";
import type { TrainingState } from "../state/training-state.ts";

export interface LossChart {
  title: string;
  lines: ChartLine[];
}

/**
 * The losses with the noise off over the steps; as long as there is no evaluation, the loss of training itself.
 * @param size In characters.
 */
export function lossChart(state: TrainingState, size: { columns: number; rows: number }): LossChart {
  const { evaluations, logs, start, end } = state;
  const lastStep = Math.max(end?.step ?? 0, logs.at(-1)?.step ?? 0, evaluations.at(-1)?.step ?? 0);
  const xMax = Math.max(1, state.phase === "ended" ? lastStep : (start?.totalSteps ?? 0), lastStep);
  if (evaluations.length === 0) {
    const points = logs.map(({ step, loss }) => ({ x: step, y: loss ?? Number.NaN }));
    const label = `training ${formatLoss(logs.at(-1)?.loss)}`;
    return {
      title: "loss of training",
      lines: lineChart({ ...size, xMax, series: [{ role: "noisy", label, points }] }),
    };
  }
  const series: ChartSeries[] = [
    {
      role: "train",
      label: `train ${formatLoss(evaluations.at(-1)?.trainLoss)}`,
      points: evaluations.map(({ step, trainLoss }) => ({ x: step, y: trainLoss ?? Number.NaN })),
    },
    {
      role: "test",
      label: `test ${formatLoss(evaluations.at(-1)?.testLoss)}`,
      points: evaluations.map(({ step, testLoss }) => ({ x: step, y: testLoss ?? Number.NaN })),
    },
  ];
  return { title: "loss with the noise off", lines: lineChart({ ...size, xMax, series }) };
}
