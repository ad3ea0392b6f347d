import {
  DatasetError,
  type DatasetSource,
  type Example,
  type InterleaveOptions,
  interleaveOrder,
  type PreparedDataset,
} from "@neftune/datasets";

/** Several data sets to train on, each of its own format. */
export interface DatasetMixture extends Omit<InterleaveOptions, "seed"> {
  /** Without `probabilities` they are put one behind the other. */
  datasets: readonly DatasetSource[];
}

/** @throws DatasetError for a mixture of nothing, or probabilities that are not one for each set */
export function mixtureOf(dataset: DatasetSource | DatasetMixture): DatasetMixture {
  if (!("datasets" in dataset)) return { datasets: [dataset] };
  const { datasets, probabilities } = dataset;
  if (datasets.length === 0) throw new DatasetError("there is no data set to train on");
  if (probabilities && probabilities.length !== datasets.length)
    throw new DatasetError(
      `there are ${probabilities.length} weights for ${datasets.length} data sets, wanted one for each`,
    );
  return dataset;
}

/** The rows of all sets, numbered on from one to the next, so that each has noise of its own. */
export function joinPrepared(sets: readonly PreparedDataset[]): readonly Example[] {
  if (sets.length === 1) return sets[0]!.examples;
  const starts = startsOf(sets);
  return sets.flatMap(({ examples }, set) =>
    examples.map((example) => ({ ...example, row: starts[set]! + example.row })),
  );
}

/**
 * Draws rows of each set as often as it weighs. Their new numbers are their places in the mixture: a row that comes twice in an epoch
 * has other noise each time.
 *
 * @param rows some of those that `joinPrepared` gave, in their order
 * @throws DatasetError when a set has no row among them
 */
export function mixRows(
  rows: readonly Example[],
  sets: readonly PreparedDataset[],
  { probabilities, stoppingStrategy }: DatasetMixture,
  seed: number,
): readonly Example[] {
  if (!probabilities || sets.length === 1) return rows;
  const starts = startsOf(sets);
  const bySet = starts.map((start, set) =>
    rows.filter(({ row }) => row >= start && row < (starts[set + 1] ?? Infinity)),
  );
  const order = interleaveOrder(
    bySet.map(({ length }) => length),
    { probabilities, seed, ...(stoppingStrategy ? { stoppingStrategy } : {}) },
  );
  return Array.from(order.rows, (index, row) => ({ ...bySet[order.datasets[row]!]![index]!, row }));
}

/** The number of each set's first row. */
function startsOf(sets: readonly PreparedDataset[]): number[] {
  let start = 0;
  return sets.map(({ rows }) => {
    const own = start;
    start += rows;
    return own;
  });
}
