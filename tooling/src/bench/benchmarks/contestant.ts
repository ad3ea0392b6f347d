import { BenchError } from "../bench-error.ts";

/** A program that takes its turns, and what came of them. */
export class Contestant<Result> {
  readonly name: string;
  readonly results: Result[] = [];
  /** Why there are no results, or no more; null where all is well. */
  failure: string | null = null;
  private readonly runOnce: () => Promise<Result>;

  constructor(name: string, runOnce: () => Promise<Result>) {
    this.name = name;
    this.runOnce = runOnce;
  }

  /** One that is not there, for a reason. */
  static absent<Result>(name: string, reason: string): Contestant<Result> {
    const contestant = new Contestant<Result>(name, () => Promise.reject(new BenchError(reason)));
    contestant.failure = reason;
    return contestant;
  }

  /** Runs once, unless it failed before. */
  async turn(): Promise<void> {
    if (this.failure !== null) return;
    try {
      this.results.push(await this.runOnce());
    } catch (error) {
      if (!BenchError.isInstance(error)) throw error;
      this.failure = lastLine(error.message);
    }
  }

  /** The best of a figure; null without results. */
  best(figure: (result: Result) => number, bound: "highest" | "lowest"): number | null {
    if (this.results.length === 0) return null;
    return bound === "highest" ? Math.max(...this.results.map(figure)) : Math.min(...this.results.map(figure));
  }
}

/** A program's own last words come last. */
function lastLine(message: string): string {
  return message.trimEnd().split("\n").at(-1)!.trim();
}
