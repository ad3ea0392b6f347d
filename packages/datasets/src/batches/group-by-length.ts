import { DatasetError } from "../dataset-error.ts";

/** What `group_by_length` looks at. */
export interface LengthGroups {
  /** Tokens of each example, [count]. */
  lengths: ArrayLike<number>;
  /** Examples between two updates: the batch size times the accumulated batches. */
  batchSize: number;
}

/** A mega-batch is at most so many batches, and there are at least four of them where there are batches enough. */
const MEGA_BATCH = 50;

/**
 * A shuffled order in which neighbours are about equally long, as transformers' LengthGroupedSampler makes it: parts of up to 50 batches
 * are sorted by falling length, so that batches are even while their order stays random. The longest example of all comes first, so
 * that a run that does not fit into memory ends at once.
 *
 * @param shuffled Indices of all examples in random order; it is not changed.
 * @throws DatasetError without `lengths` of every example or a `batchSize` from 1.
 */
export function groupByLength(shuffled: Int32Array, { lengths, batchSize }: Partial<LengthGroups>): Int32Array {
  const count = shuffled.length;
  if (lengths?.length !== count)
    throw new DatasetError(`group_by_length needs ${count} lengths, and there are ${lengths?.length ?? "none"}`);
  if (batchSize === undefined || !Number.isSafeInteger(batchSize) || batchSize < 1)
    throw new DatasetError(`batchSize is ${batchSize}, wanted an integer from 1 for group_by_length`);
  const size = batchSize * Math.max(1, Math.min(Math.floor(count / (4 * batchSize)), MEGA_BATCH));
  const order = shuffled.slice();
  let longest = 0;
  for (let start = 0; start < count; start += size) {
    // Typed arrays are sorted stably.
    order.subarray(start, start + size).sort((a, b) => lengths[b]! - lengths[a]!);
    if (lengths[order[start]!]! > lengths[order[longest]!]!) longest = start;
  }
  if (count > 0) [order[0], order[longest]] = [order[longest]!, order[0]!];
  return order;
}
