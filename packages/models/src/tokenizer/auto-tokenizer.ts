import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Message, PreTrainedTokenizer } from "@huggingface/transformers";
import { type HubOptions, resolveSource, tokenizerFiles } from "@neftune/hub";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import { checkVocabulary } from "./check-vocabulary.ts";

/** A turn of a conversation. */
export interface ChatMessage {
  /** `system`, `user`, `assistant`, or another that the template knows. */
  role: string;
  content: unknown;
}

/** A tokenizer as the data sets, the trainer and generation use it. */
export interface ModelTokenizer {
  /** Token ids, by default with the special tokens that the tokenizer adds by itself. */
  encode(text: string, options?: { addSpecialTokens?: boolean }): number[];
  /** Special tokens included, unless they are to be skipped. */
  decode(ids: ArrayLike<number>, options?: { skipSpecialTokens?: boolean }): string;
  /**
   * A conversation as the model's own chat template writes it, special tokens included.
   *
   * @throws CheckpointError when there is no such template, or it fails on these messages
   */
  applyChatTemplate(messages: readonly ChatMessage[], options?: { addGenerationPrompt?: boolean }): string;
  readonly hasChatTemplate: boolean;
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
    const template = await readFile(join(folder, "chat_template.jinja"), "utf8").catch(() => null);
    if (template !== null) config.chat_template = template;
    const unreadable = (cause: unknown) =>
      new CheckpointError(`the tokenizer in ${folder} cannot be read: ${(cause as Error).message}`, { cause });
    try {
      checkVocabulary(json);
      const tokenizer = new (await tokenizerClass(config.tokenizer_class))(json, config);
      const idOf = (token: unknown) =>
        typeof token === "string" ? (tokenizer.convert_tokens_to_ids([token])[0] ?? null) : null;
      return {
        encode: (text, { addSpecialTokens = true } = {}) => {
          try {
            return tokenizer.encode(text, { add_special_tokens: addSpecialTokens });
          } catch (cause) {
            // A file whose parts do not fit together shows it only here.
            throw unreadable(cause);
          }
        },
        decode: (ids, { skipSpecialTokens = false } = {}) =>
          ids.length === 0 ? "" : tokenizer.decode(Array.from(ids), { skip_special_tokens: skipSpecialTokens }),
        applyChatTemplate: (messages, { addGenerationPrompt = false } = {}) => {
          try {
            const options = { tokenize: false, add_generation_prompt: addGenerationPrompt } as const;
            return tokenizer.apply_chat_template(messages as Message[], options) as string;
          } catch (cause) {
            throw new CheckpointError(`the chat template of ${folder} failed: ${(cause as Error).message}`, { cause });
          }
        },
        hasChatTemplate: Boolean(tokenizer.chat_template),
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
