import { randomPermutation } from "../random/permutation.ts";
import { RandomUse, requireNonNegativeInteger } from "../random/seed.ts";
import { randomStream } from "../random/xoshiro128.ts";

/**
 * The rows in an order that depends on the seed and their number alone.
 * @throws DatasetError where the seed is no integer from 0.
 */
export function shuffleDataset<T>(rows: readonly T[], { seed }: { seed: number }): T[] {
  requireNonNegativeInteger("seed", seed);
  return Array.from(randomPermutation(randomStream(seed, RandomUse.shuffle), rows.length), (index) => rows[index]!);
}
