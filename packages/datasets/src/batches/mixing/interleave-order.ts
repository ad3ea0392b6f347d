import { DatasetError } from "../../dataset-error.ts";
import { RandomUse, requireNonNegativeInteger } from "../../random/seed.ts";
import { type RandomUint32, randomStream } from "../../random/xoshiro128.ts";

/** `first_exhausted` ends where the first set has given all its rows; `all_exhausted` goes on, with rows again, until every set has. */
export type StoppingStrategy = "first_exhausted" | "all_exhausted";

export const stoppingStrategies = ["first_exhausted", "all_exhausted"] as const satisfies StoppingStrategy[];

export interface InterleaveOptions {
  /**
   * How often each set comes, [sets], above 0; only their proportions count. Without them the sets take turns.
   */
  probabilities?: readonly number[] | null;
  /** Default 0. Only used with probabilities. */
  seed?: number;
  /** Default `first_exhausted`. */
  stoppingStrategy?: StoppingStrategy;
}

/** Which row of which set comes when, [rows]. */
export interface InterleaveOrder {
  readonly datasets: Int32Array;
  readonly rows: Int32Array;
}

/** Rows that a mixture may have. */
const MOST_ROWS = 2 ** 26;

/**
 * Draws rows of several sets in turn, each set's in their order, as Hugging Face's `interleave_datasets` does. The result depends on the
 * arguments alone, so it is the same in a run that is resumed.
 *
 * @param counts Rows of each set.
 * @throws DatasetError for no sets or one without rows, probabilities that are not one number above 0 for each, an unknown strategy, and
 * a mixture of more than 2^26 rows.
 */
export function interleaveOrder(
  counts: readonly number[],
  { probabilities = null, seed = 0, stoppingStrategy = "first_exhausted" }: InterleaveOptions = {},
): InterleaveOrder {
  requireNonNegativeInteger("seed", seed);
  if (counts.length === 0) throw new DatasetError("there is no data set to mix");
  const empty = counts.findIndex((count) => !(count > 0));
  if (empty !== -1) throw new DatasetError(`data set ${empty} (from 0) has no rows to mix`);
  if (!stoppingStrategies.includes(stoppingStrategy))
    throw new DatasetError(
      `there is no stopping strategy ${JSON.stringify(stoppingStrategy)}; known: ${stoppingStrategies.join(", ")}`,
    );
  const next = probabilities
    ? drawing(randomStream(seed, RandomUse.mixture), requireProbabilities(probabilities, counts.length))
    : takingTurns(counts.length);
  const datasets: number[] = [];
  const rows: number[] = [];
  const given = counts.map(() => 0);
  const exhausted = new Set<number>();
  const needed = stoppingStrategy === "all_exhausted" ? counts.length : 1;
  // Without probabilities a round is never left in the middle.
  while (exhausted.size < needed || (!probabilities && datasets.length % counts.length > 0)) {
    if (datasets.length === MOST_ROWS)
      throw new DatasetError(`the mixture has more than ${MOST_ROWS} rows: its probabilities are too uneven`);
    const dataset = next();
    datasets.push(dataset);
    rows.push(given[dataset]! % counts[dataset]!);
    given[dataset]!++;
    if (given[dataset] === counts[dataset]) exhausted.add(dataset);
  }
  return { datasets: Int32Array.from(datasets), rows: Int32Array.from(rows) };
}

/** @returns each as a share of their sum */
function requireProbabilities(probabilities: readonly number[], sets: number): number[] {
  if (probabilities.length !== sets)
    throw new DatasetError(
      `there are ${probabilities.length} probabilities for ${sets} data sets, wanted one for each`,
    );
  const wrong = probabilities.find((share) => !(share > 0 && Number.isFinite(share)));
  if (wrong !== undefined) throw new DatasetError(`a probability is ${wrong}, wanted a number above 0`);
  const total = probabilities.reduce((sum, share) => sum + share, 0);
  return probabilities.map((share) => share / total);
}

function takingTurns(sets: number): () => number {
  let turn = 0;
  return () => turn++ % sets;
}

function drawing(random: RandomUint32, shares: readonly number[]): () => number {
  return () => {
    let rest = random() / 2 ** 32;
    for (const [set, share] of shares.entries()) {
      rest -= share;
      if (rest < 0) return set;
    }
    return shares.length - 1;
  };
}
