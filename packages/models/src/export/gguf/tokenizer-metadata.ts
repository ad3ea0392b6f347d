import { ExportError } from "../../errors/export-error.ts";
import { pieceTypes } from "../../tokenizer/formats/sentencepiece-model.ts";
import { processedTokens } from "../../tokenizer/special-token-processor.ts";
import { idsOf } from "../../tokenizer/special-tokens.ts";
import type { TokenizerFiles } from "../../tokenizer/tokenizer-files.ts";
import type { BpeModel, Step, TokenizerJson } from "../../tokenizer/tokenizer-json.ts";
import { preTokenizerName } from "./pre-tokenizer-name.ts";
import type { GgufMetadata, GgufValue } from "./write-gguf.ts";

/**
 * A tokenizer in GGUF's keys, `tokenizer.*`.
 *
 * @param vocabSize of the model: what the tokenizer does not fill is filled with tokens that no text has
 * @throws ExportError when llama.cpp has no such tokenizer
 */
export function tokenizerMetadata({ path, json, config }: TokenizerFiles, vocabSize: number): GgufMetadata {
  const { model } = json;
  if (model.type !== "BPE")
    throw new ExportError(`the tokenizer in ${path} is a ${model.type}, and GGUF holds byte-pair encodings only`);
  const isSentencePiece = model.byte_fallback;
  const { tokens, types } = tokenList(json, vocabSize, path);
  const ids = idsOf(json);
  const { before, after } = processedTokens(json.post_processor);
  const keys: Record<string, GgufValue | undefined> = {
    "ggml.model": isSentencePiece ? "llama" : "gpt2",
    "ggml.pre": isSentencePiece ? "default" : preTokenizerName(json.pre_tokenizer, model.ignore_merges, path),
    "ggml.tokens": tokens,
    "ggml.token_type": types,
    ...(isSentencePiece
      ? { "ggml.scores": scoresOf(model, tokens), "ggml.add_space_prefix": addsPrefix(json) }
      : { "ggml.merges": mergesOf(model).map((pair) => pair.join(" ")) }),
    "ggml.bos_token_id": idOf("bos_token"),
    "ggml.eos_token_id": idOf("eos_token"),
    "ggml.unknown_token_id": idOf("unk_token"),
    "ggml.padding_token_id": idOf("pad_token"),
    "ggml.add_bos_token": before.length > 0,
    "ggml.add_eos_token": after.length > 0,
    ...chatTemplates(config.chat_template),
  };
  return Object.fromEntries(
    Object.entries(keys).flatMap(([key, value]) => (value === undefined ? [] : [[`tokenizer.${key}`, value]])),
  );

  function idOf(key: string): GgufValue | undefined {
    const token = config[key];
    const id = typeof token === "string" ? ids.get(token) : undefined;
    return id === undefined ? undefined : { uint32: id };
  }
}

function tokenList(json: TokenizerJson, vocabSize: number, path: string): { tokens: string[]; types: Int32Array } {
  const { byte_fallback, unk_token } = json.model as BpeModel;
  const tokens = Array.from({ length: vocabSize }, (_, id) => `[PAD${id}]`);
  const types = new Int32Array(vocabSize).fill(pieceTypes.unused);
  for (const [token, id] of idsOf(json)) {
    if (id >= vocabSize)
      throw new ExportError(`the tokenizer in ${path} has a token ${id}, and the model has ${vocabSize} of them`);
    tokens[id] = token;
    types[id] = byte_fallback && /^<0x[0-9A-F]{2}>$/.test(token) ? pieceTypes.byte : pieceTypes.normal;
  }
  for (const { id, content, special } of json.added_tokens)
    types[id] = content === unk_token ? pieceTypes.unknown : special ? pieceTypes.control : pieceTypes.userDefined;
  return { tokens, types };
}

/**
 * Llama.cpp merges the pair whose piece has the highest score, so a piece's score is the rank of the first merge that makes it,
 * negated.
 */
function scoresOf(model: BpeModel, tokens: readonly string[]): Float32Array {
  const ranks = new Map<string, number>();
  for (const [left, right] of mergesOf(model)) if (!ranks.has(left + right)) ranks.set(left + right, ranks.size);
  return Float32Array.from(tokens, (token) => -(ranks.get(token) ?? ranks.size));
}

/** Older files write a pair as one text. */
function mergesOf({ merges }: BpeModel): [string, string][] {
  return merges.map((pair: unknown) => (typeof pair === "string" ? pair.split(" ", 2) : pair) as [string, string]);
}

/** Whether text gets a space in front. */
function addsPrefix({ normalizer, pre_tokenizer }: TokenizerJson): boolean {
  const steps = [...flatten(normalizer), ...flatten(pre_tokenizer)];
  return steps.some(
    ({ type, prepend_scheme }) => type === "Prepend" || (type === "Metaspace" && prepend_scheme !== "never"),
  );
}

function flatten(step: Step | null): Step[] {
  if (!step) return [];
  return step.type === "Sequence"
    ? ((step.normalizers ?? step.pretokenizers ?? []) as Step[]).flatMap(flatten)
    : [step];
}

function chatTemplates(template: unknown): Record<string, GgufValue> {
  if (typeof template === "string") return { chat_template: template };
  if (!Array.isArray(template)) return {};
  const named = template as { name: string; template: string }[];
  const others = named.filter(({ name }) => name !== "default");
  const main = named.find(({ name }) => name === "default");
  return {
    ...(main && { chat_template: main.template }),
    ...(others.length > 0 && { chat_templates: others.map(({ name }) => name) }),
    ...Object.fromEntries(others.map(({ name, template: text }) => [`chat_template.${name}`, text])),
  };
}
