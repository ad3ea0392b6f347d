import type { ChatMessage, ChatTemplateOptions } from "./chat-template.ts";

export interface EncodeOptions {
  /** Whether the special tokens that the tokenizer adds by itself, such as BOS, are added. Default true. */
  addSpecialTokens?: boolean;
}

export interface DecodeOptions {
  /** Whether special tokens are left out. Default false. */
  skipSpecialTokens?: boolean;
}

/** A tokenizer as the data sets, the trainer and generation use it. */
export interface ModelTokenizer {
  /**
   * Token ids. Special tokens that stand in the text are found as such.
   *
   * @throws CheckpointError when the tokenizer's parts do not fit together, which shows only here
   */
  encode(text: string, options?: EncodeOptions): number[];
  /** The text of tokens; of bytes that make no character, U+FFFD. */
  decode(ids: ArrayLike<number>, options?: DecodeOptions): string;
  /**
   * A conversation as the model's own chat template writes it. The template has put special tokens where they belong: encode
   * its text with `addSpecialTokens: false`.
   *
   * @throws ChatTemplateError when there is no such template, or it fails on these messages
   */
  applyChatTemplate(messages: readonly ChatMessage[], options?: ChatTemplateOptions): string;
  /**
   * The text (Jinja) of the template that `applyChatTemplate` takes with the same options.
   *
   * @throws ChatTemplateError when there is none
   */
  getChatTemplate(options?: Pick<ChatTemplateOptions, "chatTemplate" | "tools">): string;
  /** Whether there is a chat template. */
  readonly hasChatTemplate: boolean;
  readonly bosTokenId: number | null;
  readonly eosTokenId: number | null;
  /** As in transformers.js, the end token where the tokenizer names no other. */
  readonly padTokenId: number | null;
}
