import type { LogEvent } from "./events.ts";
import type { StepResult } from "./training-step.ts";

/** What a log adds to its window's sums. */
interface LogContext {
  readonly step: number;
  readonly epoch: number;
  readonly learningRate: number;
  readonly numTokens: number;
  readonly memoryMb: number;
}

/** A step of the window and the time that it took. */
export interface WindowStep extends StepResult {
  readonly seconds: number;
}

/** The steps since the last log. */
export class LogWindow {
  private added: WindowStep[];

  /** @param steps those that a resumed run had not logged yet */
  constructor(steps: readonly WindowStep[] = []) {
    this.added = [...steps];
  }

  get steps(): readonly WindowStep[] {
    return [...this.added];
  }

  add(step: WindowStep): void {
    this.added.push(step);
  }

  /** The log of all steps added since the last one. */
  flush(context: LogContext): LogEvent {
    const results = this.added;
    this.added = [];
    const total = (pick: (result: WindowStep) => number) => results.reduce((sum, result) => sum + pick(result), 0);
    const seconds = total((result) => result.seconds);
    const embeddingNorm = total((result) => result.tokenEmbeddingNorm);
    return {
      event: "log",
      step: context.step,
      epoch: context.epoch,
      loss: total((result) => result.loss) / results.length,
      gradNorm: results.at(-1)!.gradNorm,
      learningRate: context.learningRate,
      numTokens: context.numTokens,
      meanTokenAccuracy: mean(results.flatMap((result) => result.accuracies)),
      entropy: mean(results.flatMap((result) => result.entropies)),
      noiseNorm: mean(results.flatMap((result) => result.noiseNorms)),
      noiseNormExpected: mean(results.flatMap((result) => result.expectedNoiseNorms)),
      noiseRatio: embeddingNorm > 0 ? total((result) => result.tokenNoiseNorm) / embeddingNorm : 0,
      tokensPerSecond: total((result) => result.tokens) / seconds,
      samplesPerSecond: total((result) => result.rows) / seconds,
      memoryMb: context.memoryMb,
    };
  }
}

/** 0 where there is nothing to average: no noise. */
function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
