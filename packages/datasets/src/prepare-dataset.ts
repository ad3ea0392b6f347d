import { setImmediate } from "node:timers/promises";
import { DatasetError } from "./dataset-error.ts";
import { encodeSample } from "./encode-sample.ts";
import { truncateExample } from "./example.ts";
import { countLabels } from "./labels.ts";
import { type PrepareOptions, prepareSettings } from "./prepare-options.ts";
import type { PreparedDataset } from "./prepared-dataset.ts";
import { readSample } from "./read-sample.ts";
import type { Row } from "./row.ts";
import type { Sample } from "./sample.ts";
import type { DatasetSource } from "./source.ts";
import { noEndTokenWarning, promptMismatchWarning } from "./warnings.ts";
import { counted } from "./words.ts";

/** Rows between two turns of the event loop, so that signals are heard while a large file is tokenised. */
const ROWS_PER_TURN = 256;

/**
 * Reads rows and makes tokens and labels of them: format, template, tokenizer, label mask, end token, truncation.
 * A row of which no label is left is dropped and named; `requireExamples` refuses a data set of which no row is left.
 * @throws DatasetError for options that are wrong, a file that cannot be read, and the first bad row under `stop`.
 */
export async function prepareDataset(source: DatasetSource, options: PrepareOptions): Promise<PreparedDataset> {
  const settings = prepareSettings(options);
  const { format, path } = source;
  const rows = await source.rows();
  const prepared: PreparedDataset = {
    format: format.name,
    path,
    rows: rows.length,
    examples: [],
    dropped: [],
    truncated: 0,
    warnings: [],
  };
  const mismatched: number[] = [];
  let endTokenMissing = false;
  const sampleOf = (row: Row): Sample | null => {
    try {
      return readSample(row, format, settings.vocabSize);
    } catch (error) {
      if (!DatasetError.isInstance(error)) throw error;
      const line = error.place.line ?? row.line;
      if (settings.onBadRow === "stop") throw error.at({ path, line, row: row.index });
      const { message } = new DatasetError(error.reason, { line, column: error.place.column });
      prepared.dropped.push({ row: row.index, reason: message });
      return null;
    }
  };
  for (const [position, row] of rows.entries()) {
    if (position % ROWS_PER_TURN === ROWS_PER_TURN - 1) await setImmediate();
    const sample = sampleOf(row);
    if (sample === null) continue;
    const { inputIds, labels, promptIsPrefix } = encodeSample(sample, settings);
    const whole = { row: row.index, inputIds, labels };
    const example = truncateExample(whole, settings.maxLength);
    if (countLabels(example.labels) === 0) {
      prepared.dropped.push({ row: row.index, reason: noLabels(inputIds.length, settings.maxLength) });
      continue;
    }
    prepared.examples.push(example);
    if (example !== whole) prepared.truncated++;
    if (!promptIsPrefix) mismatched.push(row.index);
    if (sample.type !== "tokens" && settings.tokenizer?.eosTokenId === null) endTokenMissing = true;
  }
  if (mismatched.length > 0) prepared.warnings.push(promptMismatchWarning(mismatched));
  if (endTokenMissing) prepared.warnings.push(noEndTokenWarning);
  return prepared;
}

function noLabels(tokens: number, maxLength: number): string {
  if (tokens > maxLength) return `no label is left of its ${tokens} tokens within the maximum length of ${maxLength}`;
  if (tokens < 2) return `it has ${counted(tokens, "token")}, and the first of a row is never predicted`;
  return `none of its ${tokens} tokens is a label`;
}
