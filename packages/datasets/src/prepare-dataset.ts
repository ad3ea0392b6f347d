import { DatasetError } from "./dataset-error.ts";
import { type Example, truncateExample } from "./example.ts";
import { ExampleNotes } from "./example-notes.ts";
import { countLabels } from "./labels.ts";
import { type PrepareOptions, prepareSettings } from "./prepare-options.ts";
import type { PreparedDataset } from "./prepared-dataset.ts";
import { dropBadRow, readSamples } from "./read-samples.ts";
import { cleanShareGPT, isShareGPT } from "./sharegpt-clean/clean-sharegpt.ts";
import type { DatasetSource } from "./source.ts";
import { fingerprint } from "./splits/leaks/fingerprint.ts";
import { writeSample } from "./tokens/encode-sample.ts";
import { notCleanedWarning } from "./warnings.ts";
import { counted } from "./words.ts";

/**
 * Reads rows and makes tokens and labels of them: format, template, tokenizer, label mask, end token, truncation.
 * A row of which no label is left is dropped and named; `requireExamples` refuses a data set of which no row is left.
 * @throws DatasetError for options that are wrong, a file that cannot be read, and the first bad row under `stop`.
 */
export async function prepareDataset(source: DatasetSource, options: PrepareOptions): Promise<PreparedDataset> {
  return await collectExamples(streamExamples(source, options));
}

/** All of a stream in memory. */
export async function collectExamples(
  stream: AsyncGenerator<Example, Omit<PreparedDataset, "examples">>,
): Promise<PreparedDataset> {
  const examples: Example[] = [];
  for (let next = await stream.next(); ; next = await stream.next()) {
    if (next.done) return { ...next.value, examples };
    examples.push(next.value);
  }
}

type Report = Omit<PreparedDataset, "examples" | "warnings">;

/**
 * The same one example at a time, for data sets that are larger than memory.
 * @returns What became of the rows, once all have been read.
 * @throws DatasetError as `prepareDataset` does.
 */
export async function* streamExamples(
  source: DatasetSource,
  options: PrepareOptions,
): AsyncGenerator<Example, Omit<PreparedDataset, "examples">> {
  const settings = prepareSettings(options);
  const { format, path } = source;
  const report: Report = { format: format.name, path, rows: 0, dropped: [], badRows: 0, truncated: 0 };
  const cleans = settings.sharegptClean && isShareGPT(source);
  const notes = new ExampleNotes();
  for await (const { row, sample } of readSamples(
    cleans ? cleanShareGPT(source, settings) : source,
    settings,
    report,
  )) {
    notes.read(row);
    if (sample.type !== "tokens") settings.require(sample.type);
    const tokenize = dropBadRow(() => writeSample(sample, settings), row, source, settings, report);
    if (tokenize === null) continue;
    const encoded = tokenize();
    const { inputIds, labels } = encoded;
    if (sample.type !== "tokens") requireKnown(inputIds, settings.vocabSize);
    const print = settings.fingerprints ? fingerprint(sample) : undefined;
    const whole: Example = { row: row.index, inputIds, labels, ...(print && { fingerprint: print }) };
    const example = truncateExample(whole, settings.maxLength);
    if (countLabels(example.labels) === 0) {
      report.dropped.push({ row: row.index, reason: noLabels(inputIds.length, settings.maxLength) });
      continue;
    }
    if (example !== whole) report.truncated++;
    notes.add(row, sample, encoded);
    yield example;
  }
  const warnings = notes.warnings(settings.tokenizer);
  if (settings.sharegptClean && !cleans) warnings.push(notCleanedWarning(format.name));
  return { ...report, warnings };
}

/** @throws DatasetError where tokenizer and model do not belong together: no fault of the row. */
function requireKnown(inputIds: Int32Array, vocabSize: number): void {
  const unknown = inputIds.find((id) => id >= vocabSize);
  if (unknown === undefined) return;
  throw new DatasetError(
    `the tokenizer gives the token id ${unknown} and the model knows ${vocabSize}; they do not belong together`,
  );
}

function noLabels(tokens: number, maxLength: number): string {
  if (tokens > maxLength) return `no label is left of its ${tokens} tokens within the maximum length of ${maxLength}`;
  if (tokens < 2) return `it has ${counted(tokens, "token")}, and the first of a row is never predicted`;
  return `none of its ${tokens} tokens is a label`;
}
