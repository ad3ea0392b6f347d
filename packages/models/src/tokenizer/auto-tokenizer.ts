import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PreTrainedTokenizer } from "@huggingface/transformers";
import { type HubOptions, resolveSource, tokenizerFiles } from "@neftune/hub";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import { checkVocabulary } from "./check-vocabulary.ts";

/** A tokenizer as the data sets and the trainer use it. */
export interface ModelTokenizer {
  /** Token ids, with the special tokens that the tokenizer adds by itself. */
  encode(text: string): number[];
  /** Special tokens included. */
  decode(ids: ArrayLike<number>): string;
  readonly eosTokenId: number | null;
  /** As in transformers.js, the end token where the tokenizer names no other. */
  readonly padTokenId: number | null;
}

/** Opens tokenizers by their folder or their name on the hub, through @huggingface/transformers. */
export const AutoTokenizer = {
  /**
   * Reads tokenizer.json and tokenizer_config.json of a folder.
   *
   * @param nameOrPath path of the folder, else a name on the hub
   * @param hub of the download
   * @throws HubError when there is neither a folder nor such a repository, or it cannot be downloaded
   * @throws CheckpointError when the folder has no tokenizer, or one that cannot be read
   */
  async fromPretrained(nameOrPath: string, hub: HubOptions = {}): Promise<ModelTokenizer> {
    const folder = await resolveSource(nameOrPath, { ...hub, files: tokenizerFiles });
    const json = await readJson(folder, "tokenizer.json");
    const config = await readJson(folder, "tokenizer_config.json");
    const unreadable = (cause: unknown) =>
      new CheckpointError(`the tokenizer in ${folder} cannot be read: ${(cause as Error).message}`, { cause });
    try {
      checkVocabulary(json);
      const tokenizer = new (await tokenizerClass(config.tokenizer_class))(json, config);
      const idOf = (token: unknown) =>
        typeof token === "string" ? (tokenizer.convert_tokens_to_ids([token])[0] ?? null) : null;
      return {
        encode: (text) => {
          try {
            return tokenizer.encode(text);
          } catch (cause) {
            // A file whose parts do not fit together shows it only here.
            throw unreadable(cause);
          }
        },
        decode: (ids) => tokenizer.decode(Array.from(ids), { skip_special_tokens: false }),
        eosTokenId: idOf(tokenizer.eos_token),
        padTokenId: idOf(tokenizer.pad_token),
      };
    } catch (cause) {
      throw unreadable(cause);
    }
  },
};

async function readJson(folder: string, name: string): Promise<Record<string, unknown>> {
  const text = await readFile(join(folder, name), "utf8").catch((cause) => {
    throw new CheckpointError(`${folder} has no ${name}: it is no folder with a tokenizer`, { cause });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CheckpointError(`${join(folder, name)} is not valid JSON: ${(cause as Error).message}`, { cause });
  }
}

/**
 * The class that transformers' own AutoTokenizer would take. That one goes through a cache and settings that the whole
 * process shares, which two folders opened at once would change under each other.
 */
async function tokenizerClass(name: unknown): Promise<new (json: unknown, config: unknown) => PreTrainedTokenizer> {
  // Loaded when first needed: it takes half a second, and rows that are tokens already need none.
  const transformers: Record<string, unknown> = await import("@huggingface/transformers");
  const known = typeof name === "string" ? transformers[name.replace(/Fast$/, "")] : undefined;
  const isTokenizer =
    typeof known === "function" && known.prototype instanceof (transformers.PreTrainedTokenizer as never);
  return (isTokenizer ? known : transformers.PreTrainedTokenizer) as never;
}
