import { isId } from "./check-vocabulary.ts";
import { type AddedToken, addedToken, type TokenizerJson } from "./tokenizer-json.ts";

/** tokenizer_config.json, and what other files say in its words. */
export type TokenizerConfig = Record<string, unknown>;

/** Tokens with a part to play, by the key that names them. */
export const specialTokenKeys = [
  "bos_token",
  "eos_token",
  "unk_token",
  "sep_token",
  "pad_token",
  "cls_token",
  "mask_token",
] as const;

const endOfText = "<|endoftext|>";
const gpt2Tokens = { bos_token: endOfText, eos_token: endOfText, unk_token: endOfText };
const llamaTokens = { bos_token: "<s>", eos_token: "</s>", unk_token: "<unk>" };
const gemmaTokens = { bos_token: "<bos>", eos_token: "<eos>", unk_token: "<unk>", pad_token: "<pad>" };

/** What Python's classes take for a token that no file names. */
const defaultTokens: Readonly<Record<string, TokenizerConfig>> = {
  GPT2Tokenizer: gpt2Tokens,
  GPTNeoXTokenizer: gpt2Tokens,
  Qwen2Tokenizer: { eos_token: endOfText, unk_token: endOfText, pad_token: endOfText },
  LlamaTokenizer: llamaTokens,
  GemmaTokenizer: gemmaTokens,
};

/** The class that Python takes for a model's kind where tokenizer_config.json names none. */
const classOfModelType: Readonly<Record<string, string>> = {
  ...{ gpt2: "GPT2Tokenizer", opt: "GPT2Tokenizer", gpt_neox: "GPTNeoXTokenizer" },
  ...{ llama: "LlamaTokenizer", mistral: "LlamaTokenizer", phi3: "LlamaTokenizer" },
  ...{ gemma: "GemmaTokenizer", gemma2: "GemmaTokenizer", gemma3_text: "GemmaTokenizer" },
  ...{ qwen2: "Qwen2Tokenizer", qwen3: "Qwen2Tokenizer" },
};

export interface ConfigFiles {
  /** tokenizer_config.json */
  config: TokenizerConfig;
  /** special_tokens_map.json: the same keys, in folders of some years ago. */
  specialTokensMap: TokenizerConfig;
  /** `model_type` of config.json. */
  modelType?: unknown;
  /** What the vocabulary's own file says. */
  defaults?: TokenizerConfig;
}

/**
 * The configuration with each special token as its text: tokenizer_config.json's word first, then
 * special_tokens_map.json's, then the vocabulary file's, then what the tokenizer's class has where the vocabulary knows it.
 */
export function resolveConfig(
  { config, specialTokensMap, modelType, defaults = {} }: ConfigFiles,
  isToken: (token: string) => boolean,
): TokenizerConfig {
  const named = config.tokenizer_class ?? classOfModelType[String(modelType)];
  const ofClass = defaultTokens[String(named).replace(/Fast$/, "")] ?? {};
  const resolved: TokenizerConfig = { tokenizer_class: named, ...defaults, ...config };
  for (const key of specialTokenKeys) {
    const token = contentOf(ofClass[key]);
    const known = token !== null && isToken(token) ? [token] : [];
    // A null is a word, too: this tokenizer has no such token.
    const values = key in config ? [config[key]] : [specialTokensMap[key], defaults[key], ...known];
    resolved[key] = values.map(contentOf).find((content) => content !== null) ?? null;
  }
  // A list, or in newer files an object by name; the library takes their text.
  const additional = config.extra_special_tokens ?? config.additional_special_tokens;
  const list = typeof additional === "object" && additional !== null ? Object.values(additional) : [];
  resolved.additional_special_tokens = list.map(contentOf).filter((content) => content !== null);
  return resolved;
}

/** A token is written as its text, or as an object that holds it with its properties. */
function contentOf(token: unknown): string | null {
  if (typeof token === "string") return token;
  const content = (token as { content?: unknown } | null | undefined)?.content;
  return typeof content === "string" ? content : null;
}

/**
 * The tokenizer with the tokens that other files add to it: added_tokens.json (ids by token), `added_tokens_decoder` of
 * tokenizer_config.json (tokens by id), and special tokens that are in the vocabulary but not marked.
 */
export function withAddedTokens(
  json: TokenizerJson,
  config: TokenizerConfig,
  addedTokens: Readonly<Record<string, unknown>>,
): TokenizerJson {
  const byContent = new Map(json.added_tokens.map((token) => [token.content, token]));
  const special = new Set<unknown>([
    ...specialTokenKeys.map((key) => config[key]),
    ...(config.additional_special_tokens as string[]),
  ]);
  const add = (token: AddedToken) => {
    if (isId(token.id) && !byContent.has(token.content)) byContent.set(token.content, token);
  };
  for (const [id, token] of Object.entries((config.added_tokens_decoder ?? {}) as Record<string, unknown>)) {
    const content = contentOf(token);
    if (content !== null)
      add({ ...addedToken(Number(id), content, special.has(content)), ...(token as object), id: Number(id), content });
  }
  for (const [content, id] of Object.entries(addedTokens)) add(addedToken(id as number, content, special.has(content)));
  const vocab = idsOf(json);
  for (const content of special)
    if (typeof content === "string" && vocab.has(content)) add(addedToken(vocab.get(content)!, content, true));
  return { ...json, added_tokens: [...byContent.values()].sort((a, b) => a.id - b.id) };
}

/** Ids by token, added ones included. */
export function idsOf({ model, added_tokens }: TokenizerJson): Map<string, number> {
  const entries: [string, number][] = Array.isArray(model.vocab)
    ? model.vocab.map(([token], id) => [token, id])
    : Object.entries(model.vocab);
  return new Map([...entries, ...added_tokens.map(({ content, id }): [string, number] => [content, id])]);
}
