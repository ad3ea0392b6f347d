import {
  DatasetError,
  type DatasetSource,
  type DuplicateReport,
  type Example,
  findDuplicates,
  type PreparedDataset,
  type PrepareOptions,
  prepareDataset,
  requireExamples,
  sampleRows,
  splitDataset,
} from "@neftune/datasets";
import { checkLeaks } from "./check-leaks.ts";
import { type DatasetMixture, joinPrepared, mixRows, mixtureOf } from "./mixture.ts";
import type { SFTConfig } from "./sft-config.ts";

/** The rows of a run. */
export interface TrainingData {
  readonly train: readonly Example[];
  readonly test: readonly Example[];
  /** The fixed sample of training rows that evaluations measure the train loss on. */
  readonly trainSample: readonly Example[];
  readonly warnings: readonly string[];
}

type DataConfig = Pick<
  SFTConfig,
  | "maxLength"
  | "completionOnlyLoss"
  | "assistantOnlyLoss"
  | "testSize"
  | "seed"
  | "trainEvalSamples"
  | "onLeak"
  | "groupDuplicates"
>;

/** Makes tokens and labels of rows: `prepareDataset`, or one that keeps what it has made. */
export type PrepareRows = (source: DatasetSource, options: PrepareOptions) => Promise<PreparedDataset>;

/**
 * Tokenises the rows, sets test rows aside where there is no test set, and looks for rows that stand on both sides.
 *
 * @throws DatasetError when a row cannot be used, no row is left to train or to test on, both a test set and `testSize` are
 *   given, or removing leaks leaves nothing
 */
export async function prepareTrainingData(
  trainDataset: DatasetSource | DatasetMixture,
  evalDataset: DatasetSource | null,
  config: DataConfig,
  options: Omit<PrepareOptions, "maxLength" | "completionOnlyLoss" | "assistantOnlyLoss">,
  prepare: PrepareRows = prepareDataset,
): Promise<TrainingData> {
  if (evalDataset && config.testSize !== null)
    throw new DatasetError("a test set and test_size are both given: leave one of them out");
  if (config.groupDuplicates && config.testSize === null)
    throw new DatasetError("group_duplicates keeps rows on one side of a split: name test_size too, or leave it out");
  const hasTestRows = evalDataset !== null || config.testSize !== null;
  const prepareOptions = {
    ...options,
    maxLength: config.maxLength,
    completionOnlyLoss: config.completionOnlyLoss,
    assistantOnlyLoss: config.assistantOnlyLoss,
    fingerprints: hasTestRows && (config.onLeak !== "ignore" || config.groupDuplicates),
  };
  const mixture = mixtureOf(trainDataset);
  const sets: PreparedDataset[] = [];
  const warnings: string[] = [];
  for (const [index, source] of mixture.datasets.entries()) {
    const prepared = await prepare(source, prepareOptions);
    requireExamples(prepared);
    sets.push(prepared);
    const name = prepared.path ?? `training set ${index + 1}`;
    warnings.push(...describe(prepared, mixture.datasets.length > 1 ? `rows of ${name}` : "training rows"));
  }

  const joined = joinPrepared(sets);
  let train: readonly Example[] = joined.examples;
  let test: readonly Example[] = [];
  if (evalDataset) {
    const preparedTest = await prepare(evalDataset, prepareOptions);
    requireExamples(preparedTest);
    warnings.push(...describe(preparedTest, "test rows"));
    test = preparedTest.examples;
  } else if (config.testSize !== null) {
    // By the rows' own numbers, which pieces of one row share.
    const examples = sets.flatMap((set) => set.examples);
    const duplicates = config.groupDuplicates ? await findDuplicates(examples) : null;
    if (duplicates) warnings.push(...describeDuplicates(duplicates, examples.length));
    ({ train, test } = splitDataset(joined.examples, {
      testSize: config.testSize,
      seed: config.seed,
      // Pieces of one conversation on both sides would be a leak.
      groups: duplicates?.groups ?? joined.pieces ?? undefined,
    }));
  } else {
    warnings.push("there are no test rows: name eval_file or test_size to see the test loss and the gap");
  }
  if (hasTestRows) {
    const checked = await checkLeaks(train, test, { onLeak: config.onLeak, isSplit: evalDataset === null });
    ({ train, test } = checked);
    warnings.push(...checked.warnings);
  }
  const sample = sampleRows(train.length, { size: Math.min(config.trainEvalSamples, train.length), seed: config.seed });
  const trainSample = Array.from(sample, (index) => train[index]!);
  // After the split, so that no test row is drawn for training.
  return { train: mixRows(train, joined, mixture, config.seed), test, trainSample, warnings };
}

function describeDuplicates({ counts: { row, near, prompt, answer } }: DuplicateReport, rows: number): string[] {
  const alike = row + near + prompt + answer;
  if (alike === 0) return [];
  return [`${alike} of ${rows} rows are like an earlier one (${row} the same): group_duplicates kept them on its side`];
}

function describe({ dropped, truncated, rows, warnings }: PreparedDataset, which: string): string[] {
  const told = [...warnings];
  if (dropped.length > 0)
    told.push(`${dropped.length} of ${rows} ${which} were dropped; row ${dropped[0]!.row}: ${dropped[0]!.reason}`);
  if (truncated > 0) told.push(`${truncated} of ${rows} ${which} were cut to max_length`);
  return told;
}
