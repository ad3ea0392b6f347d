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

/** The rows of all sets, and which set each is of. */
export interface JoinedRows {
  readonly examples: readonly Example[];
  readonly setOf: ReadonlyMap<Example, number>;
  /** [examples]; of each the first example of the same row. Null where every example has a row of its own. */
  readonly pieces: Int32Array | null;
}

/**
 * Puts the rows of all sets one behind the other and numbers them on, so that each has noise of its own. Of examples that one row gave,
 * such as the parts of a long conversation, those after the first get numbers that no row has.
 */
export function joinPrepared(sets: readonly PreparedDataset[]): JoinedRows {
  const setOf = new Map<Example, number>();
  const examples: Example[] = [];
  let beyond = sets.reduce((sum, { rows }) => sum + rows, 0);
  const firsts: number[] = [];
  let start = 0;
  for (const [set, prepared] of sets.entries()) {
    let last = -1;
    for (const example of prepared.examples) {
      const isPiece = example.row === last;
      const row = isPiece ? beyond++ : start + example.row;
      firsts.push(isPiece ? firsts.at(-1)! : firsts.length);
      last = example.row;
      const numbered = row === example.row ? example : { ...example, row };
      examples.push(numbered);
      if (sets.length > 1) setOf.set(numbered, set);
    }
    start += prepared.rows;
  }
  const hasPieces = firsts.some((first, index) => first !== index);
  return { examples, setOf, pieces: hasPieces ? Int32Array.from(firsts) : null };
}

/**
 * Draws rows of each set as often as it weighs. Their new numbers are their places in the mixture: a row that comes twice in an epoch
 * has other noise each time.
 *
 * @param rows some of those that were joined, in their order
 * @throws DatasetError when a set has no row among them
 */
export function mixRows(
  rows: readonly Example[],
  { setOf }: JoinedRows,
  { datasets, probabilities, stoppingStrategy }: DatasetMixture,
  seed: number,
): readonly Example[] {
  if (!probabilities || datasets.length === 1) return rows;
  const bySet = datasets.map((): Example[] => []);
  for (const row of rows) bySet[setOf.get(row)!]!.push(row);
  const order = interleaveOrder(
    bySet.map(({ length }) => length),
    { probabilities, seed, ...(stoppingStrategy ? { stoppingStrategy } : {}) },
  );
  return Array.from(order.rows, (index, row) => ({ ...bySet[order.datasets[row]!]![index]!, row }));
}
