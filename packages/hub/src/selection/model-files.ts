import { BadResponseError } from "../errors/bad-response-error.ts";
import { EntryNotFoundError } from "../errors/entry-not-found-error.ts";
import { NotCachedError } from "../errors/not-cached-error.ts";
import { isSafeFileName } from "../file-name.ts";
import type { FileSelection, Selectable } from "./file-selection.ts";

const TOKENIZER: readonly string[] = [
  "config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "added_tokens.json",
  "vocab.json",
  "vocab.txt",
  "merges.txt",
  "tokenizer.model",
  "chat_template.jinja",
  "chat_template.json",
];

/** In the order in which they are preferred; an index names the files that the weights are cut into. */
const WEIGHTS: readonly string[] = [
  "model.safetensors",
  "model.safetensors.index.json",
  "pytorch_model.bin",
  "pytorch_model.bin.index.json",
];

const ADAPTER_WEIGHTS: readonly string[] = ["adapter_model.safetensors", "adapter_model.bin"];

/** What a tokenizer is read from, and config.json. */
export const tokenizerFiles: FileSelection = ({ names }) => TOKENIZER.filter((name) => names.includes(name));

/**
 * What a model is read from: config.json, generation_config.json, the tokenizer and the weights, as safetensors, else as PyTorch's
 * file, in one piece or as the index names them; no other format and nothing else of the repository.
 *
 * @throws EntryNotFoundError where the index names a file that is not there; NotCachedError where the cache has no weights
 */
export const modelFiles: FileSelection = async (from) => {
  const small = [...TOKENIZER, "generation_config.json"].filter((name) => from.names.includes(name));
  return [...small, ...(await weightFiles(WEIGHTS, from))];
};

/** What a LoRA adapter in PEFT's format is read from, with the tokenizer where there is one. */
export const adapterFiles: FileSelection = async (from) => {
  const small = ["adapter_config.json", ...TOKENIZER].filter((name) => from.names.includes(name));
  return [...small, ...(await weightFiles(ADAPTER_WEIGHTS, from))];
};

async function weightFiles(preferred: readonly string[], from: Selectable): Promise<readonly string[]> {
  const found = preferred.find((name) => from.names.includes(name));
  if (found === undefined) {
    if (from.isWhole) return [];
    throw new NotCachedError(`the cache has files of ${from.repoId}, but none of its weights`);
  }
  if (!found.endsWith(".index.json")) return [found];
  return [found, ...shardsOf(found, await from.read(found), from)];
}

function shardsOf(index: string, text: string, { repoId, names, isWhole }: Selectable): string[] {
  const shards = [...new Set(Object.values(weightMap(index, text, repoId)))];
  for (const shard of shards) {
    if (typeof shard !== "string" || !isSafeFileName(shard)) {
      throw new BadResponseError(`${index} of ${repoId} names a file ${JSON.stringify(shard)}, which none can be`);
    }
    if (isWhole && !names.includes(shard)) {
      throw new EntryNotFoundError(`${repoId} has no file ${shard}, which ${index} names`);
    }
  }
  return shards as string[];
}

function weightMap(index: string, text: string, repoId: string): object {
  try {
    const { weight_map } = JSON.parse(text) as { weight_map?: unknown };
    if (typeof weight_map === "object" && weight_map !== null) return weight_map;
  } catch (cause) {
    throw new BadResponseError(`${index} of ${repoId} is not valid JSON`, { cause });
  }
  throw new BadResponseError(`${index} of ${repoId} has no weight_map`);
}
