import type { BytePairEncoding } from "./byte-pair-encoding.ts";

/** The special tokens; each one's place in the list is its id. */
export const SPECIAL_TOKENS = { pad: "<pad>", bos: "<s>", eos: "</s>" } as const;

/** The content of tokenizer.json as `tokenizers` and transformers.js read it: special tokens first, then the vocabulary. */
export function tokenizerJson({ tokens, merges }: BytePairEncoding): object {
  const special = Object.values(SPECIAL_TOKENS);
  const { bos } = SPECIAL_TOKENS;
  const bosId = special.indexOf(bos);
  const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: special.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: {
      type: "TemplateProcessing",
      single: [{ SpecialToken: { id: bos, type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }],
      pair: [
        { SpecialToken: { id: bos, type_id: 0 } },
        { Sequence: { id: "A", type_id: 0 } },
        { SpecialToken: { id: bos, type_id: 1 } },
        { Sequence: { id: "B", type_id: 1 } },
      ],
      special_tokens: { [bos]: { id: bos, ids: [bosId], tokens: [bos] } },
    },
    decoder: byteLevel,
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries([...special, ...tokens].map((token, id) => [token, id])),
      merges,
    },
  };
}

/** The content of tokenizer_config.json. */
export function tokenizerConfig(maxLength: number): object {
  return {
    tokenizer_class: "PreTrainedTokenizerFast",
    bos_token: SPECIAL_TOKENS.bos,
    eos_token: SPECIAL_TOKENS.eos,
    pad_token: SPECIAL_TOKENS.pad,
    padding_side: "right",
    model_max_length: maxLength,
    clean_up_tokenization_spaces: false,
  };
}
