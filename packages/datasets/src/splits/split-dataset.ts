import { DatasetError } from "../dataset-error.ts";
import { randomPermutation } from "../random/permutation.ts";
import { RandomUse, requireNonNegativeInteger } from "../random/seed.ts";
import { randomStream } from "../random/xoshiro128.ts";

export interface SplitOptions {
  /** Below 1 a fraction of the rows, rounded up as in Hugging Face's datasets; from 1 a number of rows. */
  testSize: number;
  seed: number;
}

/**
 * Sets rows aside at random for testing. The same seed takes the same rows, and each side keeps the order of the file.
 * @throws DatasetError where `testSize` is neither a fraction nor a count, or one side would be empty.
 */
export function splitDataset<T>(rows: readonly T[], { testSize, seed }: SplitOptions): { train: T[]; test: T[] } {
  requireNonNegativeInteger("seed", seed);
  const testCount = countTestRows(rows.length, testSize);
  const chosen = new Set(randomPermutation(randomStream(seed, RandomUse.split), rows.length, testCount));
  return {
    train: rows.filter((_, index) => !chosen.has(index)),
    test: rows.filter((_, index) => chosen.has(index)),
  };
}

function countTestRows(count: number, testSize: number): number {
  if (!(testSize > 0) || (testSize >= 1 && !Number.isSafeInteger(testSize))) {
    throw new DatasetError(`testSize is ${testSize}, wanted a fraction between 0 and 1 or a whole number of rows`);
  }
  // A product such as 0.07 × 100 lands just above the whole number that is meant.
  const testCount = testSize < 1 ? Math.ceil(testSize * count - 1e-9) : testSize;
  if (testCount >= count) {
    throw new DatasetError(`testSize ${testSize} leaves no rows to train on; there are ${count}`);
  }
  return Math.max(testCount, 1);
}
