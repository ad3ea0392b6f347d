import type { EvaluateEvent, LogEvent, StartEvent } from "@neftune/trainer";
import { downloadDisplay } from "../download/show-download.ts";
import { formatCount, formatGap, formatLoss, formatMemory, formatScientific, formatShort } from "../format/numbers.ts";
import { visibleLine } from "../format/visible-text.ts";
import { trainingReducer } from "../state/reducer.ts";
import { describeRun } from "../state/run-description.ts";
import { initialTrainingState } from "../state/training-state.ts";
import { stoppingNotice, summaryLines } from "./summary.ts";
import type { Sinks, TrainingOutput } from "./training-output.ts";

/** Lines to read, without colours or cursor movements; warnings and diagnostics on standard error. */
export function plainOutput({ stdout, stderr }: Sinks, now: () => number): TrainingOutput {
  let state = initialTrainingState(now());
  const download = downloadDisplay(stderr, now);
  const print = (line: string) => stdout.write(`${line}\n`);
  return {
    onEvent: (event) => {
      state = trainingReducer(state, { type: "event", event, at: now() });
      if (event.event === "start") download.clear();
      if (event.event === "start") for (const line of startLines(event)) print(line);
      else if (event.event === "log") print(logLine(event, state.start?.totalSteps));
      else if (event.event === "evaluate") print(evaluationLine(event));
      else if (event.event === "checkpoint") print(`step ${event.step}  checkpoint ${event.path}`);
      else if (event.event === "warning") stderr.write(`warning: ${event.message}\n`);
    },
    onDownload: download.show,
    onDiagnostics: (line) => stderr.write(`${line}\n`),
    onStopping: () => stderr.write(`neftune: ${stoppingNotice(state.start !== null)}\n`),
    close: async ({ status }) => {
      download.clear();
      state = trainingReducer(state, { type: "ended", at: now() });
      for (const line of summaryLines(state, status)) print(line);
    },
  };
}

function startLines(event: StartEvent): string[] {
  const run = describeRun(event);
  return [
    `model ${run.model}, ${run.parameters}`,
    `device ${run.device}: ${event.deviceDescription}`,
    ...(event.deviceHint === undefined ? [] : [event.deviceHint]),
    ...event.datasets.flatMap(({ path, reason }) =>
      reason === null ? [] : [`rows ${visibleLine(`${path ?? "in memory"}: ${reason}`)}`],
    ),
    `${run.rows}, ${run.batch}, ${formatCount(event.totalSteps)} steps, ${run.noise}`,
    ...(event.runDir === null ? [] : [`run folder ${event.runDir}`]),
  ];
}

function logLine(log: LogEvent, totalSteps: number | undefined): string {
  const noise =
    log.noiseNormExpected > 0
      ? [`noise ${formatLoss(log.noiseNorm)} of ${formatLoss(log.noiseNormExpected)} expected`]
      : [];
  return [
    `step ${log.step}/${totalSteps ?? "?"}`,
    `training loss ${formatLoss(log.loss)}`,
    `learning rate ${formatScientific(log.learningRate)}`,
    `gradient norm ${formatShort(log.gradNorm)}`,
    ...noise,
    `${formatCount(log.tokensPerSecond)} tokens/s`,
    `${formatShort(log.samplesPerSecond)} rows/s`,
    formatMemory(log.memoryMb),
  ].join("  ");
}

function evaluationLine({ step, trainLoss, testLoss, gap }: EvaluateEvent): string {
  const test = testLoss === null ? "" : `  test loss ${formatLoss(testLoss)}  gap ${formatGap(gap)}`;
  return `step ${step}  train loss ${formatLoss(trainLoss)}${test}`;
}
