import type { Message } from "./sample.ts";

export interface ChatTemplateOptions {
  /** Whether the text ends with what begins an assistant's answer. Default false. */
  addGenerationPrompt?: boolean;
  /** Functions that the model may call, as JSON schemas. */
  tools?: readonly object[];
  /** A template (Jinja) instead of the tokenizer's own. */
  chatTemplate?: string;
}

/** What this package needs of a tokenizer. `AutoTokenizer` of @huggingface/transformers is wrapped by @neftune/models. */
export interface Tokenizer {
  /** Token ids; by default with the special tokens that the tokenizer adds by itself, such as BOS. */
  encode(text: string, options?: { addSpecialTokens?: boolean }): number[];
  decode(ids: ArrayLike<number>): string;
  /** A conversation as a chat template writes it. Only conversations need it. */
  applyChatTemplate?(messages: readonly Message[], options?: ChatTemplateOptions): string;
  /** The text (Jinja) of the template that `applyChatTemplate` takes; its `{% generation %}` marks then tell what is the assistant's. */
  getChatTemplate?(options?: Pick<ChatTemplateOptions, "tools">): string | null;
  /** Whether the tokenizer brings a template of its own. */
  readonly hasChatTemplate?: boolean;
  /** The token that ends a completion; null where the tokenizer names none. */
  readonly eosTokenId: number | null;
  /** The token that fills up a batch; null where the tokenizer names none. */
  readonly padTokenId: number | null;
}
