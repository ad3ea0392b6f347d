/** What this package needs of a tokenizer. `AutoTokenizer` of @huggingface/transformers is wrapped by @neftune/models. */
export interface Tokenizer {
  /** Token ids with the special tokens that the tokenizer adds by itself, such as BOS. */
  encode(text: string): number[];
  decode(ids: ArrayLike<number>): string;
  /** The token that ends a completion; null where the tokenizer names none. */
  readonly eosTokenId: number | null;
  /** The token that fills up a batch; null where the tokenizer names none. */
  readonly padTokenId: number | null;
}
