import { createHash } from "node:crypto";
import type { DatasetSource, PrepareOptions } from "@neftune/datasets";
import { sftConfigGroups } from "@neftune/trainer/config";
import type { DataRequest } from "../options/training-request.ts";
import { contentHash } from "./content-hash.ts";
import { tokenizerHash } from "./tokenizer-hash.ts";

/** What a request says that no token depends on, or that the content of files stands for. */
const WITHOUT_TOKENS = new Set([
  ...["model_name_or_path", "model_revision", "train_file", "eval_file", "output_dir", "device", "log_format"],
  ...["dataset_name", "dataset_config", "dataset_train_split", "dataset_test_split", "dataset_revision"],
  ...["train_weights", "train_stopping_strategy", "dataset_prepared_path", "on_bad_row", "config"],
]);

/** The same of the trainer's keys about rows. */
const ROWS_WITHOUT_TOKENS = new Set([
  "testSize",
  "trainSamplingStrategy",
  "shuffleDataset",
  "groupDuplicates",
  "onLeak",
]);

export interface KeyedRows {
  source: DatasetSource;
  options: PrepareOptions;
  request: DataRequest;
  /** Folder or GGUF file of the tokenizer; null where rows are tokens already. */
  tokenizerPath: string | null;
  /** Of the command: another version may make other tokens. */
  version: string;
  /** Such as "2025-07-10". */
  today: string;
}

/**
 * SHA-256 of everything that the tokens of rows depend on: the content of their file, the tokenizer's, every key about rows, the
 * version. A key that is new counts until it is named above. Null where something has no content to be told by, such as rows in
 * memory.
 * @throws DatasetError where the rows' files are gone
 */
export async function cacheKey({
  source,
  options,
  request,
  tokenizerPath,
  version,
  today,
}: KeyedRows): Promise<string | null> {
  if (source.paths === undefined) return null;
  // Bad rows and ids that a model does not know are looked at when what was kept is taken, and fingerprints are always kept.
  const { tokenizer: _, onBadRow: __, vocabSize: ___, fingerprints: ____, ...preparation } = options;
  if (Object.values(preparation).some((value) => typeof value === "function")) return null;
  const rowsKeys = sftConfigGroups.filter(({ title }) => title === "Rows").flatMap(({ keys }) => Object.keys(keys));
  const config = request.config as Readonly<Record<string, unknown>>;
  const parts = {
    version,
    rows: await contentHash(source.paths),
    tokenizer: tokenizerPath === null ? null : await tokenizerHash(tokenizerPath, today),
    format: source.format.name,
    preparation: sorted(preparation),
    request: sorted(Object.fromEntries(Object.entries(request).filter(([key]) => !WITHOUT_TOKENS.has(key)))),
    config: rowsKeys.filter((key) => !ROWS_WITHOUT_TOKENS.has(key)).map((key) => [key, config[key]]),
  };
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function sorted(values: object): [string, unknown][] {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
