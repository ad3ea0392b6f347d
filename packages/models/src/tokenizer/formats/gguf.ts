import type { GgufMetadata } from "../../checkpoints/gguf/metadata.ts";
import { CheckpointError } from "../../errors/checkpoint-error.ts";
import type { TokenizerConfig } from "../special-tokens.ts";
import { addedToken, type TokenizerJson } from "../tokenizer-json.ts";
import { byteLevelBpe, splitMerge, splitStep } from "./byte-level-bpe.ts";
import { ignoringMerges, preTokenizers } from "./pre-tokenizers.ts";
import { sentencePieceTokenizer } from "./sentencepiece.ts";
import { pieceTypes } from "./sentencepiece-model.ts";

/** Ways to split whose tokenizers compose accents first; llama.cpp leaves that out. */
const composing: ReadonlySet<string> = new Set(["qwen2", "deepseek-r1-qwen"]);

/**
 * The tokenizer inside a GGUF file, `tokenizer.ggml.*`, as tokenizer.json and tokenizer_config.json would have it.
 *
 * @throws CheckpointError when there is none, or one of a kind that is not known
 */
export function ggufTokenizer(metadata: GgufMetadata): { json: TokenizerJson; config: TokenizerConfig } {
  const model = metadata.string("tokenizer.ggml.model");
  if (model === undefined) throw new CheckpointError(`${metadata.path} has no tokenizer in it`);
  const tokens = required(metadata, "tokens");
  const types = metadata.numbers("tokenizer.ggml.token_type") ?? new Int32Array(tokens.length).fill(pieceTypes.normal);
  if (types.length !== tokens.length || new Set(tokens).size !== tokens.length)
    throw new CheckpointError(`${metadata.path} has a damaged vocabulary: its tokens repeat, or not all have a type`);
  const pre = metadata.string("tokenizer.ggml.pre") ?? "gpt-2";
  if (model !== "llama" && model !== "gpt2")
    throw new CheckpointError(`${metadata.path} has a tokenizer of the kind ${model}, and llama and gpt2 are known`);
  const json = model === "llama" ? sentencePiece(metadata, tokens, types) : bytes(metadata, tokens, types, pre);
  return { json, config: configOf(metadata, tokens, model === "llama" || ignoringMerges.has(pre)) };
}

function sentencePiece(metadata: GgufMetadata, tokens: readonly string[], types: ArrayLike<number>): TokenizerJson {
  const scores = metadata.numbers("tokenizer.ggml.scores");
  if (scores?.length !== tokens.length)
    throw new CheckpointError(`${metadata.path}: tokenizer.ggml.scores does not have a score for each token`);
  const pieces = tokens.map((piece, id) => ({ piece, score: scores[id]!, type: types[id]! }));
  const unknown = metadata.number("tokenizer.ggml.unknown_token_id");
  return sentencePieceTokenizer(
    {
      ...{ pieces, modelType: "bpe", whitespaceAsSuffix: false, removeExtraWhitespaces: false },
      ...{ bosId: -1, eosId: -1, padId: -1, precompiledCharsmap: new Uint8Array() },
      byteFallback: pieces.some(({ type }) => type === pieceTypes.byte),
      unkId:
        unknown ??
        Math.max(
          0,
          pieces.findIndex(({ type }) => type === pieceTypes.unknown),
        ),
      addDummyPrefix: metadata.boolean("tokenizer.ggml.add_space_prefix") ?? true,
    },
    metadata.path,
  );
}

function bytes(
  metadata: GgufMetadata,
  tokens: readonly string[],
  types: ArrayLike<number>,
  pre: string,
): TokenizerJson {
  const patterns = Object.hasOwn(preTokenizers, pre) ? preTokenizers[pre] : undefined;
  if (!patterns)
    throw new CheckpointError(
      `${metadata.path}: tokenizer.ggml.pre is ${pre}, and known are ${Object.keys(preTokenizers).join(", ")}`,
    );
  const merges = required(metadata, "merges");
  const json = byteLevelBpe(
    Object.fromEntries(tokens.map((token, id) => [token, id])),
    merges.map((pair, index) => splitMerge(pair, `${metadata.path}: merge ${index}`)),
    {
      split: patterns.map(splitStep),
      ignoreMerges: ignoringMerges.has(pre),
      normalizer: composing.has(pre) ? { type: "NFC" } : null,
    },
  );
  const added_tokens = tokens.flatMap((token, id) => {
    const isSpecial = types[id] === pieceTypes.control;
    return isSpecial || types[id] === pieceTypes.userDefined ? [addedToken(id, token, isSpecial)] : [];
  });
  return { ...json, added_tokens };
}

function configOf(metadata: GgufMetadata, tokens: readonly string[], addsBos: boolean): TokenizerConfig {
  const token = (name: string) => tokens[metadata.number(`tokenizer.ggml.${name}_token_id`) ?? -1] ?? null;
  return {
    bos_token: token("bos"),
    eos_token: token("eos"),
    unk_token: token("unknown"),
    pad_token: token("padding"),
    add_bos_token: metadata.boolean("tokenizer.ggml.add_bos_token") ?? addsBos,
    add_eos_token: metadata.boolean("tokenizer.ggml.add_eos_token") ?? false,
    chat_template: chatTemplates(metadata),
  };
}

/** One template, or several by name of which the first is `default`. */
function chatTemplates(metadata: GgufMetadata): string | { name: string; template: string }[] | null {
  const main = metadata.string("tokenizer.chat_template") ?? null;
  const named = (metadata.strings("tokenizer.chat_templates") ?? []).flatMap((name) => {
    const template = metadata.string(`tokenizer.chat_template.${name}`);
    return template === undefined ? [] : [{ name, template }];
  });
  if (named.length === 0) return main;
  return [...(main === null ? [] : [{ name: "default", template: main }]), ...named];
}

function required(metadata: GgufMetadata, name: string): readonly string[] {
  const values = metadata.strings(`tokenizer.ggml.${name}`);
  if (!values?.length) throw new CheckpointError(`${metadata.path} has a tokenizer without ${name}`);
  return values;
}
