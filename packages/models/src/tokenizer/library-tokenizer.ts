import type { PreTrainedTokenizer } from "@huggingface/transformers";
import { correctLibrary } from "./library-corrections.ts";
import type { TokenizerConfig } from "./special-tokens.ts";
import { splitExactly } from "./split-exactly.ts";
import type { TokenizerFiles } from "./tokenizer-files.ts";
import type { TokenizerJson } from "./tokenizer-json.ts";

/**
 * The tokenizer of @huggingface/transformers, corrected. It knows all kinds of tokenizers, and is slow.
 *
 * @param encodes whether it will make tokens of text, or only text of tokens and chats: without the merges of byte-pair encoding,
 * which take most of the time and memory
 * @throws Error when it cannot make a tokenizer of these files
 */
export async function createLibraryTokenizer(
  { json, config }: TokenizerFiles,
  { encodes = true } = {},
): Promise<PreTrainedTokenizer> {
  const TokenizerClass = await tokenizerClass(config.tokenizer_class);
  const model = json.model.type === "BPE" && !encodes ? { ...json.model, merges: [] } : json.model;
  const tokenizer = new TokenizerClass({ ...json, model, pre_tokenizer: splitExactly(json.pre_tokenizer) }, config);
  correctLibrary(tokenizer);
  return tokenizer;
}

/**
 * The class that transformers' own AutoTokenizer would take. That one goes through a cache and settings that the whole
 * process shares, which two folders opened at once would change under each other.
 */
async function tokenizerClass(
  name: unknown,
): Promise<new (json: TokenizerJson, config: TokenizerConfig) => PreTrainedTokenizer> {
  // Loaded when first needed: it takes half a second, and rows that are tokens already need none.
  const transformers: Record<string, unknown> = await import("@huggingface/transformers");
  const known = typeof name === "string" ? transformers[name.replace(/Fast$/, "")] : undefined;
  const isTokenizer =
    typeof known === "function" && known.prototype instanceof (transformers.PreTrainedTokenizer as never);
  return (isTokenizer ? known : transformers.PreTrainedTokenizer) as never;
}
