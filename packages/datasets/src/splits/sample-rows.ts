import { randomPermutation } from "../random/permutation.ts";
import { RandomUse, requireNonNegativeInteger } from "../random/seed.ts";
import { randomStream } from "../random/xoshiro128.ts";

/**
 * A fixed sample of rows, such as the training rows that a train loss is computed on: min(size, count) indices from 0,
 * ascending, the same for the same seed.
 * @throws DatasetError where an argument is no integer from 0.
 */
export function sampleRows(count: number, { size, seed }: { size: number; seed: number }): Int32Array {
  requireNonNegativeInteger("count", count);
  requireNonNegativeInteger("size", size);
  requireNonNegativeInteger("seed", seed);
  return randomPermutation(randomStream(seed, RandomUse.sample), count, Math.min(size, count)).sort();
}
