import { Buffer } from "node:buffer";
import { CheckpointError } from "../../errors/checkpoint-error.ts";
import { addedToken, replaceStep, type Step, sequenceStep, type TokenizerJson } from "../tokenizer-json.ts";
import { scoredMerges } from "./scored-merges.ts";
import { pieceTypes, type SentencePieceModel } from "./sentencepiece-model.ts";

export interface SentencePieceOptions {
  /**
   * Whether the text after a special token gets a space in front, too, as Llama's first tokenizers have it. Default true;
   * `legacy` of tokenizer_config.json.
   */
  legacy?: boolean;
  /** Whether text gets a space in front. Default: as the model says. */
  addPrefixSpace?: boolean;
}

/** How a space looks inside a piece. */
const meta = "▁";
const startOfText = String.raw`(?<![\s\S])`;
const endOfText = String.raw`(?![\s\S])`;

/**
 * tokenizer.json of a sentencepiece model, as Hugging Face's converters make it.
 *
 * @param path names the file in errors
 * @throws CheckpointError when the model works in a way that tokenizer.json cannot say
 */
export function sentencePieceTokenizer(
  model: SentencePieceModel,
  path: string,
  { legacy = true, addPrefixSpace = model.addDummyPrefix }: SentencePieceOptions = {},
): TokenizerJson {
  if (model.whitespaceAsSuffix) throw new CheckpointError(`${path}: pieces that end with a space are not supported`);
  const prefixFirst = addPrefixSpace && !legacy;
  const preTokenizer = { type: "Metaspace", replacement: meta, prepend_scheme: "first", split: false };
  return {
    added_tokens: model.pieces.flatMap(({ piece, type }, id) => {
      const isSpecial = type === pieceTypes.control || type === pieceTypes.unknown;
      return isSpecial || type === pieceTypes.userDefined ? [addedToken(id, piece, isSpecial)] : [];
    }),
    normalizer: normalizer(model, { prefix: addPrefixSpace && legacy, escapeSpaces: !prefixFirst }),
    pre_tokenizer: prefixFirst ? preTokenizer : null,
    post_processor: null,
    decoder: decoder(addPrefixSpace),
    model: modelOf(model, path),
  };
}

function modelOf(model: SentencePieceModel, path: string): TokenizerJson["model"] {
  const unknown = model.pieces[model.unkId];
  if (!unknown) throw new CheckpointError(`${path}: its unknown piece ${model.unkId} is none of its pieces`);
  const byte_fallback = model.byteFallback;
  if (model.modelType === "unigram")
    return {
      type: "Unigram",
      vocab: model.pieces.map(({ piece, score }) => [piece, score]),
      unk_id: model.unkId,
      byte_fallback,
    };
  if (model.modelType === "bpe")
    return {
      type: "BPE",
      vocab: Object.fromEntries(model.pieces.map(({ piece }, id) => [piece, id])),
      merges: scoredMerges(model.pieces),
      unk_token: unknown.piece,
      fuse_unk: true,
      byte_fallback,
      ignore_merges: false,
    };
  throw new CheckpointError(`${path}: its model is of the kind ${model.modelType}, and unigram and bpe are supported`);
}

function normalizer(
  { precompiledCharsmap, removeExtraWhitespaces }: SentencePieceModel,
  { prefix, escapeSpaces }: { prefix: boolean; escapeSpaces: boolean },
): Step | null {
  const steps: Step[] = [];
  if (precompiledCharsmap.length > 0)
    steps.push({
      type: "Precompiled",
      precompiled_charsmap: Buffer.from(precompiledCharsmap).toString("base64"),
    });
  if (removeExtraWhitespaces)
    steps.push(
      replaceStep({ Regex: `${startOfText} +|[ ${meta}]+${endOfText}` }, ""),
      replaceStep({ Regex: " {2,}" }, " "),
    );
  if (prefix) steps.push({ type: "Prepend", prepend: meta });
  if (escapeSpaces) steps.push(replaceStep({ String: " " }, meta));
  return steps.length === 0 ? null : sequenceStep("normalizers", steps);
}

function decoder(stripsPrefix: boolean): Step {
  return sequenceStep("decoders", [
    replaceStep({ String: meta }, " "),
    { type: "ByteFallback" },
    { type: "Fuse" },
    ...(stripsPrefix ? [{ type: "Strip", content: " ", start: 1, stop: 0 }] : []),
  ]);
}
