import { DatasetError } from "../dataset-error.ts";
import { randomPermutation } from "../random/permutation.ts";
import { RandomUse, requireNonNegativeInteger } from "../random/seed.ts";
import { randomStream } from "../random/xoshiro128.ts";

export interface SplitOptions {
  /** Below 1 a fraction of the rows, rounded up as in Hugging Face's datasets; from 1 a number of rows. */
  testSize: number;
  seed: number;
  /**
   * [rows]; rows with the same number stay on one side, such as `groups` of `findDuplicates`. The test side is then as large as asked
   * for, or smaller where no group fits in what is left, and the same as without groups where each row has a number of its own.
   */
  groups?: ArrayLike<number>;
}

/**
 * Sets rows aside at random for testing. The same seed takes the same rows, and each side keeps the order of the file.
 * @throws DatasetError where `testSize` is neither a fraction nor a count, or one side would be empty.
 */
export function splitDataset<T>(rows: readonly T[], options: SplitOptions): { train: T[]; test: T[] } {
  const { testSize, seed, groups } = options;
  requireNonNegativeInteger("seed", seed);
  const testCount = countTestRows(rows.length, testSize);
  const random = randomStream(seed, RandomUse.split);
  const chosen = groups
    ? chooseGroups(randomPermutation(random, rows.length), groups, testCount)
    : new Set(randomPermutation(random, rows.length, testCount));
  return {
    train: rows.filter((_, index) => !chosen.has(index)),
    test: rows.filter((_, index) => chosen.has(index)),
  };
}

/** Takes the rows in the order of the permutation, each with its group, and passes over groups that do not fit in what is left. */
function chooseGroups(order: Int32Array, groups: ArrayLike<number>, testCount: number): Set<number> {
  if (groups.length !== order.length) {
    throw new DatasetError(`there are ${groups.length} groups for ${order.length} rows, wanted one for each row`);
  }
  const members = Map.groupBy(order, (row) => groups[row]!);
  const chosen = new Set<number>();
  for (const group of members.values()) {
    if (group.length <= testCount - chosen.size) for (const row of group) chosen.add(row);
    if (chosen.size === testCount) break;
  }
  if (chosen.size === 0) {
    const smallest = [...members.values()].reduce((size, { length }) => Math.min(size, length), order.length);
    throw new DatasetError(
      `no group of duplicates fits in a test set of ${testCount}; the smallest has ${smallest} rows`,
    );
  }
  return chosen;
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
