import type { TrainerEvent } from "@neftune/trainer";

/** What one fine-tuning came to. Losses are measured with the noise off. */
export interface StudyRun {
  readonly alpha: number;
  readonly seed: number;
  /** Mean over the logs of the noise norm a token over the embedding norm a token. */
  readonly noiseRatio: number;
  readonly trainLoss: number;
  readonly testLoss: number;
  readonly gap: number;
  readonly lowestTestLoss: number;
  /** Step at which the test loss was lowest. */
  readonly lowestStep: number;
  readonly steps: number;
  readonly seconds: number;
}

/**
 * Reads a run off its events.
 *
 * @throws RangeError when the test loss was never measured
 */
export function summarizeRun(
  events: Iterable<TrainerEvent>,
  { alpha, seed }: { alpha: number; seed: number },
): StudyRun {
  const ratios: number[] = [];
  const tests: { step: number; trainLoss: number; testLoss: number }[] = [];
  let seconds = 0;
  for (const event of events) {
    if (event.event === "log") ratios.push(event.noiseRatio);
    else if (event.event === "evaluate" && event.testLoss !== null) tests.push({ ...event, testLoss: event.testLoss });
    else if (event.event === "end") seconds = event.seconds;
  }
  const last = tests.at(-1);
  if (last === undefined) throw new RangeError("a run without test losses says nothing about overfitting");
  const lowest = tests.reduce((best, next) => (next.testLoss < best.testLoss ? next : best));
  return {
    alpha,
    seed,
    noiseRatio: mean(ratios),
    trainLoss: last.trainLoss,
    testLoss: last.testLoss,
    gap: last.testLoss - last.trainLoss,
    lowestTestLoss: lowest.testLoss,
    lowestStep: lowest.step,
    steps: last.step,
    seconds,
  };
}

/** 0 for no values. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
