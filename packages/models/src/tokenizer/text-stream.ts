import type { DecodeOptions, ModelTokenizer } from "./model-tokenizer.ts";

/** What a decoder writes for bytes that make no character, or not yet. */
const incomplete = "\uFFFD";

/** A character has at most four bytes; after as many tokens that make none, none will come of them. */
const maxPendingTokens = 8;

/**
 * The text of tokens that come one after the other. A character whose bytes are spread over several tokens is given out once it
 * is whole, so that all pieces together are the text of all tokens.
 */
export class TextStream {
  private readonly tokenizer: Pick<ModelTokenizer, "decode">;
  private readonly options: DecodeOptions;
  /** Tokens that are decoded again with each new one: a word's first token begins with a space only behind another. */
  private context: number[] = [];
  private pending: number[] = [];

  /** @param options as of `decode` */
  constructor(tokenizer: Pick<ModelTokenizer, "decode">, options: DecodeOptions = {}) {
    this.tokenizer = tokenizer;
    this.options = options;
  }

  /** @returns the text that the next token, or tokens, complete; often empty */
  push(...ids: readonly number[]): string {
    let text = "";
    for (const id of ids) {
      this.pending.push(id);
      const added = this.addedText();
      if (added === "" || (added.endsWith(incomplete) && this.pending.length < maxPendingTokens)) continue;
      text += added;
      this.settle();
    }
    return text;
  }

  /** @returns what was held back: bytes that no character came of */
  end(): string {
    const text = this.addedText();
    this.settle();
    return text;
  }

  /** What the pending tokens add to the text of those before them. */
  private addedText(): string {
    const before = this.tokenizer.decode(this.context, this.options);
    return this.tokenizer.decode([...this.context, ...this.pending], this.options).slice(before.length);
  }

  private settle(): void {
    this.context = this.pending;
    this.pending = [];
  }
}
