import type { LogEvent } from "./events.ts";
import type { StepResult } from "./training-step.ts";

/** What a log adds to its window's sums. */
interface LogContext {
  readonly step: number;
  readonly epoch: number;
  readonly learningRate: number;
  readonly numTokens: number;
  /** Time spent in the window's steps. */
  readonly seconds: number;
  readonly memoryMb: number;
}

/** The steps since the last log. */
export class LogWindow {
  private results: StepResult[] = [];

  add(result: StepResult): void {
    this.results.push(result);
  }

  /** The log of all steps added since the last one. */
  flush({ seconds, ...context }: LogContext): LogEvent {
    const results = this.results;
    this.results = [];
    const total = (pick: (result: StepResult) => number) => results.reduce((sum, result) => sum + pick(result), 0);
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
