import { DatasetError } from "../dataset-error.ts";
import { randomPermutation } from "../random/permutation.ts";
import { RandomUse, requireNonNegativeInteger } from "../random/seed.ts";
import { randomStream } from "../random/xoshiro128.ts";

export type SamplingStrategy = "random" | "sequential";

export interface EpochOrderOptions {
  /** `sequential` is file order in every epoch, `random` a permutation of its own for each seed and epoch. */
  strategy: SamplingStrategy;
  seed: number;
  /** From 0. */
  epoch: number;
}

/**
 * The order in which an epoch visits its examples, [count]: indices from 0.
 * It depends on the arguments alone, so a resumed run finds the same one.
 * @throws DatasetError for an unknown strategy, or a count, seed or epoch that is no integer from 0.
 */
export function epochOrder(count: number, { strategy, seed, epoch }: EpochOrderOptions): Int32Array {
  requireNonNegativeInteger("count", count);
  requireNonNegativeInteger("seed", seed);
  requireNonNegativeInteger("epoch", epoch);
  switch (strategy) {
    case "sequential":
      return Int32Array.from({ length: count }, (_, index) => index);
    case "random":
      return randomPermutation(randomStream(seed, RandomUse.epochOrder, epoch), count);
    default:
      throw new DatasetError(`there is no sampling strategy ${JSON.stringify(strategy)}; known: random, sequential`);
  }
}
