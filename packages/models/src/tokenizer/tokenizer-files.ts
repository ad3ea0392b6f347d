import { join } from "node:path";
import { readGgufMetadata } from "../checkpoints/gguf/header.ts";
import { findGguf } from "../checkpoints/open-model.ts";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import { checkVocabulary } from "./check-vocabulary.ts";
import { byteLevelBpe, parseMerges, splitStep } from "./formats/byte-level-bpe.ts";
import { ggufTokenizer } from "./formats/gguf.ts";
import { preTokenizers } from "./formats/pre-tokenizers.ts";
import { sentencePieceTokenizer } from "./formats/sentencepiece.ts";
import { parseSentencePieceModel, type SentencePieceModel } from "./formats/sentencepiece-model.ts";
import { readBytes, readObject, readText } from "./read-text.ts";
import { withSpecialTokenProcessor } from "./special-token-processor.ts";
import { idsOf, resolveConfig, type TokenizerConfig, withAddedTokens } from "./special-tokens.ts";
import type { TokenizerJson } from "./tokenizer-json.ts";

/** A tokenizer, whatever files it came from, in the form of tokenizer.json and tokenizer_config.json. */
export interface TokenizerFiles {
  /** The folder or file that it was read from. */
  path: string;
  json: TokenizerJson;
  /** Special tokens are their texts here; `chat_template` is the one that counts. */
  config: TokenizerConfig;
}

/**
 * Reads the tokenizer of a folder or of a GGUF file. Of a folder, the first of these that is there: tokenizer.json;
 * vocab.json with merges.txt; sentencepiece's tokenizer.model; its only .gguf file. With tokenizer_config.json, special_tokens_map.json,
 * added_tokens.json and chat_template.jinja, none of which has to be there.
 *
 * @throws CheckpointError when there is none, or one that cannot be read
 */
export async function readTokenizerFiles(path: string): Promise<TokenizerFiles> {
  const files = await findTokenizerFiles(path);
  if (files) return files;
  throw new CheckpointError(
    `${path} has no tokenizer: tokenizer.json, vocab.json with merges.txt, or tokenizer.model is wanted`,
  );
}

/** The same, and null where there is none. */
export async function findTokenizerFiles(path: string): Promise<TokenizerFiles | null> {
  const [config, specialTokensMap, addedTokens, modelConfig, chatTemplate] = await Promise.all([
    readObject(join(path, "tokenizer_config.json")),
    readObject(join(path, "special_tokens_map.json")),
    readObject(join(path, "added_tokens.json")),
    readObject(join(path, "config.json")),
    readText(join(path, "chat_template.jinja")),
  ]);
  const files = {
    config: { ...config, ...(chatTemplate === null ? {} : { chat_template: chatTemplate }) },
    specialTokensMap: specialTokensMap ?? {},
    modelType: modelConfig?.model_type,
  };
  const found =
    (await tokenizerJson(path)) ?? (await vocabAndMerges(path, files)) ?? (await sentencePiece(path, files));
  if (!found) return await insideGguf(path);
  return complete(path, found.json, { ...files, ...found }, addedTokens ?? {});
}

/** Qwen2's tokenizer lies around as vocab.json and merges.txt, too, and splits in another way than GPT-2's. */
const qwen2Options = { split: preTokenizers.qwen2!.map(splitStep), normalizer: { type: "NFC" } };

async function insideGguf(path: string): Promise<TokenizerFiles | null> {
  const file = await findGguf(path);
  if (file === null) return null;
  const { json, config } = ggufTokenizer(await readGgufMetadata(file));
  return complete(file, json, { config, specialTokensMap: {} }, {});
}

interface Found {
  json: TokenizerJson;
  /** What tokenizer_config.json says by saying nothing. */
  defaults?: TokenizerConfig;
}

function complete(
  path: string,
  json: TokenizerJson,
  files: Parameters<typeof resolveConfig>[0],
  addedTokens: Readonly<Record<string, unknown>>,
): TokenizerFiles {
  const ids = idsOf(json);
  const config = resolveConfig(files, (token) => ids.has(token));
  return { path, json: withSpecialTokenProcessor(withAddedTokens(json, config, addedTokens), config), config };
}

async function tokenizerJson(folder: string): Promise<Found | null> {
  const path = join(folder, "tokenizer.json");
  const json = await readObject(path);
  if (!json) return null;
  checkVocabulary(json, path);
  // Steps that are absent are the same as none.
  const steps = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null, added_tokens: [] };
  return { json: { ...steps, ...json } as unknown as TokenizerJson };
}

async function vocabAndMerges(folder: string, { config }: { config: TokenizerConfig }): Promise<Found | null> {
  const path = join(folder, "vocab.json");
  const [vocab, merges] = await Promise.all([readObject(path), readText(join(folder, "merges.txt"))]);
  if (!vocab || merges === null) return null;
  const addPrefixSpace = config.add_prefix_space === true;
  const pairs = parseMerges(merges, join(folder, "merges.txt"));
  const isQwen2 = String(config.tokenizer_class).startsWith("Qwen2");
  const json = byteLevelBpe(vocab as Record<string, number>, pairs, isQwen2 ? qwen2Options : { addPrefixSpace });
  checkVocabulary(json, path);
  return { json };
}

async function sentencePiece(folder: string, { config }: { config: TokenizerConfig }): Promise<Found | null> {
  const path = join(folder, "tokenizer.model");
  const bytes = await readBytes(path);
  if (!bytes) return null;
  const model = parseSentencePieceModel(bytes, path);
  const { legacy, add_prefix_space: prefix } = config;
  const json = sentencePieceTokenizer(model, path, {
    ...(typeof legacy === "boolean" ? { legacy } : {}),
    ...(typeof prefix === "boolean" ? { addPrefixSpace: prefix && model.addDummyPrefix } : {}),
  });
  return { json, defaults: sentencePieceDefaults(model) };
}

/** The marks of a sentencepiece model. What is put before a text is not in its file: BOS, as in all language models with one. */
function sentencePieceDefaults({ pieces, bosId, eosId, padId, unkId }: SentencePieceModel): TokenizerConfig {
  const piece = (id: number) => pieces[id]?.piece ?? null;
  return {
    ...{ bos_token: piece(bosId), eos_token: piece(eosId), unk_token: piece(unkId), pad_token: piece(padId) },
    ...{ add_bos_token: true, add_eos_token: false },
  };
}
