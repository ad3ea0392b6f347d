import { DatasetError } from "../dataset-error.ts";
import { randomPermutation } from "../random/permutation.ts";
import { RandomUse, requireNonNegativeInteger } from "../random/seed.ts";
import { randomStream } from "../random/xoshiro128.ts";
import { groupByLength, type LengthGroups } from "./group-by-length.ts";

export type SamplingStrategy = "random" | "sequential" | "group_by_length";

export interface EpochOrderOptions extends Partial<LengthGroups> {
  /**
   * `sequential` is file order in every epoch, `random` a permutation of its own for each seed and epoch, and `group_by_length` one in
   * which neighbours are about equally long, for batches that need little padding.
   */
  strategy: SamplingStrategy;
  seed: number;
  /** From 0. */
  epoch: number;
}

/**
 * The order in which an epoch visits its examples, [count]: indices from 0.
 * It depends on the arguments alone, so a run that is resumed at any row finds the same one.
 * @throws DatasetError for an unknown strategy, a count, seed or epoch that is no integer from 0, and under `group_by_length` without
 * `lengths` and `batchSize`.
 */
export function epochOrder(count: number, { strategy, seed, epoch, ...groups }: EpochOrderOptions): Int32Array {
  requireNonNegativeInteger("count", count);
  requireNonNegativeInteger("seed", seed);
  requireNonNegativeInteger("epoch", epoch);
  switch (strategy) {
    case "sequential":
      return Int32Array.from({ length: count }, (_, index) => index);
    case "random":
      return randomPermutation(randomStream(seed, RandomUse.epochOrder, epoch), count);
    case "group_by_length":
      return groupByLength(randomPermutation(randomStream(seed, RandomUse.epochOrder, epoch), count), groups);
    default:
      throw new DatasetError(
        `there is no sampling strategy ${JSON.stringify(strategy)}; known: random, sequential, group_by_length`,
      );
  }
}
