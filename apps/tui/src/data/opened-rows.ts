import type { DataPaths, DatasetSource, PrepareOptions } from "@neftune/datasets";
import type { OnProgress } from "@neftune/hub";
import type { ModelTokenizer } from "@neftune/models";
import { rowOptions } from "@neftune/trainer/config";
import type { DataRequest } from "../options/training-request.ts";
import { openRows } from "../run/open-rows.ts";
import { readPromptTemplate } from "../run/prompt-template.ts";
import { openTokenizer } from "./open-tokenizer.ts";

/** Rows, and what makes tokens of them as training would. */
export interface OpenedRows {
  source: DatasetSource;
  options: PrepareOptions;
  /** Whether the rows are text, and no tokenizer was named. */
  lacksTokenizer: boolean;
  tokenizer: ModelTokenizer | null;
  /** Folder or GGUF file of the tokenizer. */
  tokenizerPath: string | null;
}

/** @throws DatasetError, HubError, CheckpointError, RequestError: what keeps the rows or the tokenizer from being opened */
export async function openTokenizedRows(
  paths: DataPaths,
  request: DataRequest,
  download: { onProgress: OnProgress; signal: AbortSignal },
): Promise<OpenedRows> {
  const source = await openRows(paths, request);
  const isNeeded = source.format.name !== "tokens";
  const opened = await openTokenizer(request, { ...download, isNeeded });
  const tokenizer = opened?.tokenizer ?? null;
  return {
    source,
    options: {
      ...rowOptions(request.config),
      // As in training: rows that are tokens already have no use for it.
      tokenizer: isNeeded ? (tokenizer ?? undefined) : undefined,
      promptTemplate: await readPromptTemplate(request.prompt_template),
      onBadRow: request.on_bad_row,
      sharegptClean: request.sharegpt_clean,
      vocabSize: opened?.vocabSize,
    },
    lacksTokenizer: isNeeded && tokenizer === null,
    tokenizer,
    tokenizerPath: opened?.folder ?? null,
  };
}
