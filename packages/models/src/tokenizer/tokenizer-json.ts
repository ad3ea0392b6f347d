/** A token that is found in text before anything else is done with it, as tokenizer.json lists it. */
export interface AddedToken {
  id: number;
  content: string;
  /** Left out of decoded text on request. */
  special: boolean;
  single_word: boolean;
  /** Spaces before it belong to it. */
  lstrip: boolean;
  rstrip: boolean;
  /** Found in text that went through the normalizer. */
  normalized: boolean;
}

/** A step of the tokenizer, such as a normalizer; `type` says which. */
export type Step = { type: string } & Record<string, unknown>;

export interface BpeModel {
  type: "BPE";
  /** Ids by token. */
  vocab: Record<string, number>;
  /** Pairs of tokens, the first to be merged first. */
  merges: [string, string][];
  unk_token: string | null;
  fuse_unk: boolean;
  byte_fallback: boolean;
  ignore_merges: boolean;
}

export interface UnigramModel {
  type: "Unigram";
  /** Tokens in the order of their ids, with their log-probabilities. */
  vocab: [string, number][];
  unk_id: number;
  byte_fallback: boolean;
}

/** tokenizer.json as Hugging Face's tokenizers library writes it. */
export interface TokenizerJson {
  added_tokens: AddedToken[];
  normalizer: Step | null;
  pre_tokenizer: Step | null;
  post_processor: Step | null;
  decoder: Step | null;
  model: BpeModel | UnigramModel;
}

/** A token of the model's own that stands for itself in text. */
export function addedToken(id: number, content: string, special: boolean): AddedToken {
  return { id, content, special, single_word: false, lstrip: false, rstrip: false, normalized: false };
}

/** Replaces one string by another, or what a regular expression finds (Oniguruma's, as the format has it). */
export function replaceStep(pattern: { String: string } | { Regex: string }, content: string): Step {
  return { type: "Replace", pattern, content };
}

export function sequenceStep(key: "normalizers" | "pretokenizers" | "decoders", steps: readonly Step[]): Step {
  return { type: "Sequence", [key]: steps };
}
