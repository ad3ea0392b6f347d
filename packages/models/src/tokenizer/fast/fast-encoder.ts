import type { AddedToken, BpeModel, TokenizerJson } from "../tokenizer-json.ts";
import { AddedTokens } from "./added-tokens.ts";
import { type Bpe, createBpe } from "./bpe.ts";
import { createNormalizer, type Normalizer } from "./normalizer.ts";
import { createPostProcessor, type PostProcessor } from "./post-processor.ts";
import { createPreTokenizer, type PreTokenizer, spaceMark } from "./pre-tokenizer.ts";
import { wordBoundaries } from "./word-boundaries.ts";

interface Parts {
  /** Found in text as it is. */
  addedTokens: AddedTokens;
  normalize: Normalizer | null;
  /** Found in normalized text; null where there are none. */
  normalizedTokens: AddedTokens | null;
  preTokenizer: PreTokenizer;
  bpe: Bpe;
  postProcessor: PostProcessor;
}

/** Gives the ids that Hugging Face's tokenizers give, for tokenizers of the kinds that causal language models have. */
export class FastEncoder {
  private readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** Ids of a text; what is no well-formed text counts as U+FFFD. */
  encode(text: string, addSpecialTokens: boolean): number[] {
    const { addedTokens, postProcessor } = this.parts;
    const output: number[] = addSpecialTokens ? [...postProcessor.before] : [];
    const wellFormed = text.toWellFormed();
    addedTokens.split(
      wellFormed,
      (start, end) => this.encodeBetween(wellFormed, start, end, output),
      (id) => output.push(id),
    );
    if (addSpecialTokens) output.push(...postProcessor.after);
    return output;
  }

  private encodeBetween(text: string, start: number, end: number, output: number[]): void {
    const { normalize, normalizedTokens } = this.parts;
    if (normalize === null && normalizedTokens === null) {
      this.encodeStretch(text, start, end, start === 0, output);
      return;
    }
    const part = text.slice(start, end);
    const normalized = normalize?.(part) ?? part;
    const stretch = (from: number, to: number) =>
      this.encodeStretch(normalized, from, to, start === 0 && from === 0, output);
    if (normalizedTokens) normalizedTokens.split(normalized, stretch, (id) => output.push(id));
    else stretch(0, normalized.length);
  }

  private encodeStretch(text: string, start: number, end: number, isFirst: boolean, output: number[]): void {
    const { prepare } = this.parts.preTokenizer;
    if (prepare === null) this.encodePieces(text, start, end, 0, output);
    else {
      const prepared = prepare(text.slice(start, end), isFirst);
      this.encodePieces(prepared, 0, prepared.length, 0, output);
    }
  }

  /** @param level how many scanners have cut already */
  private encodePieces(text: string, start: number, end: number, level: number, output: number[]): void {
    const { preTokenizer, bpe } = this.parts;
    const scan = preTokenizer.scanners[level];
    if (scan === undefined) {
      if (start < end) bpe.encode(text, start, end, output);
      return;
    }
    for (let at = start; at < end; ) {
      const next = scan(text, at, end);
      if (level + 1 === preTokenizer.scanners.length) bpe.encode(text, at, next, output);
      else this.encodePieces(text, at, next, level + 1, output);
      at = next;
    }
  }
}

/**
 * An encoder of our own for a tokenizer, or null where it has a part that is not known here: the library encodes then.
 */
export function createFastEncoder({
  model,
  added_tokens,
  normalizer,
  pre_tokenizer,
  post_processor,
}: TokenizerJson): FastEncoder | null {
  if (model.type !== "BPE" || added_tokens.some(({ single_word }) => single_word)) return null;
  const normalize = normalizer && createNormalizer(normalizer);
  const preTokenizer = createPreTokenizer(pre_tokenizer, normalizer);
  const postProcessor = createPostProcessor(post_processor);
  if ((normalizer && !normalize) || !preTokenizer || !postProcessor) return null;
  const bpe = createBpe(model, preTokenizer.isByteLevel);
  if (!bpe) return null;
  const isNormalized = ({ normalized, special }: AddedToken) => normalized ?? !special;
  const asNormalized = added_tokens
    .filter(isNormalized)
    .map((token) => [normalize?.(token.content) ?? token.content, token] as const);
  return new FastEncoder({
    addedTokens: new AddedTokens(
      added_tokens.filter((token) => !isNormalized(token)).map((token) => [token.content, token] as const),
    ),
    normalize,
    normalizedTokens: asNormalized.length > 0 ? new AddedTokens(asNormalized) : null,
    preTokenizer: canCut(model, preTokenizer) ? withBoundaries(model, preTokenizer) : preTokenizer,
    bpe,
    postProcessor,
  });
}

/** Whether a stretch that is one word may be cut where nothing can be merged. */
function canCut({ vocab, ignore_merges }: BpeModel, { isByteLevel, scanners }: PreTokenizer): boolean {
  return !isByteLevel && scanners.length === 0 && ignore_merges !== true && Object.hasOwn(vocab, spaceMark);
}

function withBoundaries({ merges }: BpeModel, preTokenizer: PreTokenizer): PreTokenizer {
  const made = merges.map((pair) => (typeof pair === "string" ? (pair as string).replace(" ", "") : pair.join("")));
  return { ...preTokenizer, scanners: [wordBoundaries(made)] };
}
