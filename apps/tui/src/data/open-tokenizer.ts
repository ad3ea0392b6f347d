import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type OnProgress, resolveSource, tokenizerFiles } from "@neftune/hub";
import { AutoTokenizer, CheckpointError, type ModelTokenizer } from "@neftune/models";
import { z } from "zod";
import type { DataRequest } from "../options/training-request.ts";

/** A tokenizer without its model. */
export interface OpenedTokenizer {
  /** Where its files are. */
  folder: string;
  /** Null where rows are tokens already and the folder has no tokenizer. */
  tokenizer: ModelTokenizer | null;
  /** Ids that the model knows, where a config.json beside the tokenizer says it. */
  vocabSize: number | undefined;
}

/**
 * The tokenizer of the model that a request names; of a name on the hub nothing else is downloaded. Null where none is named.
 * @throws HubError, or CheckpointError where there is no tokenizer and one is needed
 */
export async function openTokenizer(
  { model_name_or_path: model, model_revision: revision }: DataRequest,
  { isNeeded, onProgress, signal }: { isNeeded: boolean; onProgress: OnProgress; signal: AbortSignal },
): Promise<OpenedTokenizer | null> {
  if (model === null) return null;
  const folder = await resolveSource(model, { revision, files: tokenizerFiles, onProgress, signal });
  const vocabSize = await vocabSizeOf(folder);
  try {
    return { folder, tokenizer: await AutoTokenizer.fromPretrained(folder), vocabSize };
  } catch (error) {
    if (isNeeded || !CheckpointError.isInstance(error)) throw error;
    return { folder, tokenizer: null, vocabSize };
  }
}

const sizes = z.object({ vocab_size: z.int().positive() });
const schema = z.union([sizes, z.object({ text_config: sizes }).transform(({ text_config }) => text_config)]);

/** Training refuses other ids. A folder with a tokenizer alone does not say which, and a file that is damaged is left to it. */
async function vocabSizeOf(folder: string): Promise<number | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(join(folder, "config.json"), "utf8"))).vocab_size;
  } catch {
    return undefined;
  }
}
