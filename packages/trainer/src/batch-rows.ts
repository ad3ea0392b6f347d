import {
  countLabels,
  DatasetError,
  type Example,
  type PackedRow,
  packExamples,
  shuffleDataset,
  truncateExample,
} from "@neftune/datasets";
import type { SFTConfig } from "./sft-config.ts";
import type { TrainingData } from "./training-data.ts";

/** What batches are made of: each row is one sequence, or several that were packed. */
export interface BatchRows {
  readonly train: readonly PackedRow[];
  readonly test: readonly PackedRow[];
  /** Rows that evaluations measure the train loss on, never longer than `maxLength`. */
  readonly trainSample: readonly PackedRow[];
  /** Of the training rows; null where they are not packed. */
  readonly packing: PackingSummary | null;
  readonly warnings: readonly string[];
}

export interface PackingSummary {
  readonly strategy: SFTConfig["packingStrategy"];
  /** Packed rows. */
  readonly rows: number;
  /** Their tokens ÷ (rows × maxLength). */
  readonly efficiency: number;
}

type PackingConfig = Pick<
  SFTConfig,
  "packing" | "packingStrategy" | "evalPacking" | "maxLength" | "shuffleDataset" | "seed"
>;

/** Whether rows are cut by the packing itself, and so are to be tokenised whole. */
export function packingCuts({ packing, evalPacking, packingStrategy }: PackingConfig): boolean {
  return (packing || evalPacking === true) && (packingStrategy === "bfd_split" || packingStrategy === "wrapped");
}

/**
 * Packs the rows of a run, once: every epoch and every resumed run has the same packed rows.
 *
 * @throws DatasetError when packing leaves no row with a label
 */
export function batchRows(data: TrainingData, config: PackingConfig): BatchRows {
  const warnings: string[] = [];
  const evalPacking = config.evalPacking ?? config.packing;
  const rowsOf = (examples: readonly Example[], packed: boolean, which: string): readonly PackedRow[] => {
    if (packed) return pack(examples, config, which, warnings);
    return (packingCuts(config) ? truncated(examples, config, which, warnings) : examples).map((example) => [example]);
  };
  const shuffled = <T>(rows: readonly T[]) =>
    config.shuffleDataset ? shuffleDataset(rows, { seed: config.seed }) : rows;
  const train = shuffled(rowsOf(shuffled(data.train), config.packing, "training"));
  const test = rowsOf(data.test, evalPacking, "test");
  const packing = config.packing ? summary(train, config) : null;
  return { train, test, trainSample: sampleRows(data.trainSample, config), packing, warnings };
}

function pack(
  examples: readonly Example[],
  { maxLength, packingStrategy: strategy }: PackingConfig,
  which: string,
  warnings: string[],
): readonly PackedRow[] {
  const { rows, withoutLabels } = packExamples(examples, { maxLength: maxLength!, strategy });
  if (withoutLabels > 0)
    warnings.push(`${withoutLabels} pieces of cut ${which} rows are left out: nothing in them is trained`);
  if (rows.length === 0 && examples.length > 0)
    throw new DatasetError(`packing leaves no ${which} row with a label: give max_length a larger value`);
  return rows;
}

/** Rows that are not packed, and were tokenised whole because others are. */
function truncated(
  examples: readonly Example[],
  { maxLength }: PackingConfig,
  which: string,
  warnings: string[],
): readonly Example[] {
  const cut = examples.map((example) => truncateExample(example, maxLength!));
  const kept = cut.filter(({ labels }) => countLabels(labels) > 0);
  const truncatedRows = cut.filter((example, index) => example !== examples[index]).length;
  if (truncatedRows > 0)
    warnings.push(
      `${truncatedRows} ${which} rows were cut to max_length, and ${cut.length - kept.length} of them dropped without a label`,
    );
  if (kept.length === 0 && examples.length > 0)
    throw new DatasetError(`no ${which} row has a label within max_length: give it a larger value`);
  return kept;
}

/** The same tokens in pieces where they may be longer than a batch's rows. */
function sampleRows(examples: readonly Example[], config: PackingConfig): readonly PackedRow[] {
  if (!packingCuts(config)) return examples.map((example) => [example]);
  const { rows } = packExamples(examples, { maxLength: config.maxLength!, strategy: "bfd_split" });
  return rows.flat().map((piece) => [piece]);
}

function summary(rows: readonly PackedRow[], { packingStrategy, maxLength }: PackingConfig): PackingSummary {
  const tokens = rows.flat().reduce((sum, { inputIds }) => sum + inputIds.length, 0);
  return { strategy: packingStrategy, rows: rows.length, efficiency: tokens / (rows.length * maxLength!) };
}
