import type { Verdict } from "@neftune/trainer";
import { formatCount, formatDuration, formatGap, formatLoss } from "../format/numbers.ts";
import { bestEvaluation } from "../state/reducer.ts";
import type { TrainingState } from "../state/training-state.ts";
import { ExitStatus } from "../training/protocol.ts";

/** What is said after a first Ctrl-C. */
export function stoppingNotice(started: boolean): string {
  const what = started ? "stopping after this step, writing a checkpoint …" : "stopping …";
  return `${what} (Ctrl-C again ends at once)`;
}

const verdicts: Record<Verdict, string> = {
  overfitting: "verdict: overfitting: the test loss has risen from its lowest while the train loss fell",
  generalizing: "verdict: generalizing: the test loss has not risen from its lowest while the train loss fell",
  unknown: "no verdict: it takes test rows and two evaluations to tell (eval_file or test_size, and eval_strategy)",
};

/**
 * The end of a run in words: how far it got, the losses and the gap with the noise off, the verdict, where things are.
 * Empty where the run did not begin.
 */
export function summaryLines(state: TrainingState, status: number): string[] {
  if (state.start === null) return [];
  const { end, checkpoint, warnings } = state;
  const step = end?.step ?? Math.max(state.latest?.step ?? 0, state.evaluations.at(-1)?.step ?? 0);
  const seconds = end?.seconds ?? ((state.endedAt ?? state.openedAt) - state.openedAt) / 1000;
  const steps = `${formatCount(step)} of ${formatCount(state.start.totalSteps)} steps in ${formatDuration(seconds)}`;
  const lines = [`${headline(status)} ${steps}`, ...lossLines(state)];
  if (end !== null && status !== ExitStatus.failed) lines.push(verdicts[end.verdict]);
  if (warnings.length > 0)
    lines.push(`${warnings.length} ${warnings.length === 1 ? "warning" : "warnings"} in the run`);
  const runDir = end?.runDir ?? state.start.runDir;
  if (status === ExitStatus.done && runDir !== null) lines.push(`model: ${runDir}`);
  else if (checkpoint !== null)
    lines.push(`last checkpoint: ${checkpoint.path} (--resume_from_checkpoint true goes on from it)`);
  return lines;
}

function headline(status: number): string {
  if (status === ExitStatus.done) return "done:";
  return status === ExitStatus.interrupted ? "interrupted after" : "failed after";
}

function lossLines({ end, evaluations }: TrainingState): string[] {
  const latest = end?.trainLoss != null ? end : evaluations.at(-1);
  if (latest?.trainLoss == null) return [];
  const train = `train loss ${formatLoss(latest.trainLoss)}`;
  if (latest.testLoss === null) return [`noise off: ${train}; without test rows there is no gap`];
  const lines = [`noise off: ${train}, test loss ${formatLoss(latest.testLoss)}, gap ${formatGap(latest.gap)}`];
  const [first, best] = [evaluations[0], bestEvaluation(evaluations)];
  if (best === undefined || first === undefined || evaluations.length < 2) return lines;
  const rise = latest.testLoss - best.testLoss!;
  lines.push(
    rise < 0.0005
      ? "the test loss is at its lowest"
      : `the test loss was lowest at step ${best.step}, ${formatLoss(best.testLoss)}, and has risen by ${formatLoss(rise)} since`,
  );
  lines.push(`the gap was ${formatGap(first.gap)} at step ${first.step} and is ${formatGap(latest.gap)} now`);
  return lines;
}
