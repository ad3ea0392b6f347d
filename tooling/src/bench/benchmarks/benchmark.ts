import type { BenchContext } from "../context.ts";
import type { BenchmarkResult } from "../measurement.ts";

/** One part of `pnpm bench`. */
export interface Benchmark {
  readonly name: string;
  readonly title: string;
  run(context: BenchContext): Promise<BenchmarkResult>;
}
