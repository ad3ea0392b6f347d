import {
  type DatasetSource,
  type Example,
  type ExampleStream,
  IGNORE_INDEX,
  type RowSample,
  type SampleReport,
  streamSamples,
} from "@neftune/datasets";
import { type InspectedSample, type Inspection, textParts } from "./inspection.ts";
import { lengthBins } from "./length-bins.ts";
import { LengthCounts } from "./length-counts.ts";
import { runThrough } from "./run-through.ts";
import { whatTrainingDoes } from "./what-training-does.ts";

export interface InspectOptions {
  /** How many of the first rows are kept as samples. */
  show: number;
  maxLength: number | null;
  /** What the request says of bad rows; the inspection itself lists them and goes on. */
  onBadRow: "stop" | "skip";
  /** Told of each example: how many there are so far. */
  onProgress(examples: number): void;
  signal: AbortSignal;
}

/** Looks at every example, and keeps the first: memory does not grow with the file. @throws DatasetError; the signal's reason */
export async function inspectExamples(
  source: DatasetSource,
  stream: ExampleStream,
  options: InspectOptions,
): Promise<Inspection> {
  const lengths = new LengthCounts();
  const seen = firstRows(options.show);
  let [tokens, trainedTokens] = [0, 0];
  const look = ({ row, inputIds, labels, cut = 0 }: Example) => {
    tokens += inputIds.length;
    for (const label of labels) if (label !== IGNORE_INDEX) trainedTokens++;
    lengths.add(inputIds.length + cut);
    seen.add(row, () => ({ row, inputIds, labels, cut }));
    options.onProgress(lengths.rows);
  };
  const report = await runThrough(stream, look, options.signal);
  const counted = { tokens, trainedTokens, truncated: report.truncated, unit: "tokens" as const };
  return finish(source, report, report.warnings, { ...counted, lengths, seen }, options);
}

/** The same for rows of text that no tokenizer is there for: lengths are characters. */
export async function inspectTexts(source: DatasetSource, options: InspectOptions): Promise<Inspection> {
  const lengths = new LengthCounts();
  const seen = firstRows(options.show);
  const look = ({ row, sample }: RowSample) => {
    const parts = textParts(sample);
    lengths.add(parts.reduce((sum, { text }) => sum + text.length, 0));
    seen.add(row.index, () => ({ row: row.index, parts }));
    options.onProgress(lengths.rows);
  };
  const report = await runThrough(streamSamples(source, { onBadRow: "skip" }), look, options.signal);
  const counted = { tokens: null, trainedTokens: null, truncated: null, unit: "characters" as const };
  return finish(source, report, [], { ...counted, lengths, seen }, options);
}

type Counted = Pick<Inspection, "tokens" | "trainedTokens" | "truncated" | "unit"> & {
  lengths: LengthCounts;
  seen: FirstRows;
};

function finish(
  source: DatasetSource,
  report: SampleReport,
  warnings: string[],
  { lengths, seen, ...counted }: Counted,
  { maxLength, onBadRow }: InspectOptions,
): Inspection {
  const { format, rows, dropped, badRows } = report;
  const statistics = lengths.statistics();
  const limit = counted.unit === "tokens" ? maxLength : null;
  return {
    ...counted,
    path: source.path ?? "",
    format,
    reason: source.reason ?? null,
    rows,
    used: seen.rows,
    examples: lengths.rows,
    dropped,
    badRows,
    maxLength: limit,
    lengths: statistics && { ...statistics, histogram: lengthBins(lengths, limit) },
    samples: seen.samples,
    warnings,
    training: whatTrainingDoes({ ...report, used: seen.rows, isTokenized: counted.unit === "tokens" }, onBadRow),
  };
}

interface FirstRows {
  /** Distinct rows so far: a row that is split comes several times, one after the other. */
  rows: number;
  samples: InspectedSample[];
  add(row: number, sample: () => InspectedSample): void;
}

function firstRows(show: number): FirstRows {
  let last = -1;
  const seen: FirstRows = {
    rows: 0,
    samples: [],
    add: (row, sample) => {
      if (row !== last) seen.rows++;
      last = row;
      if (seen.rows <= show) seen.samples.push(sample());
    },
  };
  return seen;
}
