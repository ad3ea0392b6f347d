import type { Message, PreTrainedTokenizer } from "@huggingface/transformers";
import { ChatTemplateError } from "../errors/chat-template-error.ts";

/** A turn of a conversation. Templates may know further keys, such as `tool_calls`. */
export interface ChatMessage {
  /** `system`, `user`, `assistant`, `tool`, or another that the template knows. */
  role: string;
  content: unknown;
  [key: string]: unknown;
}

export interface ChatTemplateOptions {
  /** Whether the text ends with what begins an assistant's answer. Default false. */
  addGenerationPrompt?: boolean;
  /** Functions that the model may call, as JSON schemas. */
  tools?: readonly object[];
  /** Texts that the model may refer to. */
  documents?: readonly object[];
  /** Name of one of the tokenizer's templates, or a template. Default the one named `default`, with tools `tool_use`. */
  chatTemplate?: string;
  /** Further variables of the template, such as `enable_thinking`. */
  variables?: Readonly<Record<string, unknown>>;
}

/** A template longer than this is taken for a lie, in UTF-16 code units; real ones stay below 20,000. */
export const maxTemplateLength = 1 << 20;

/**
 * Writes a conversation with a tokenizer's chat template (Jinja).
 *
 * @param path names the tokenizer in errors
 * @throws ChatTemplateError when there is no such template, or it fails on these messages
 */
export function renderChatTemplate(
  tokenizer: PreTrainedTokenizer,
  path: string,
  messages: readonly ChatMessage[],
  { addGenerationPrompt = false, tools, documents, chatTemplate, variables = {} }: ChatTemplateOptions = {},
): string {
  const template = chatTemplateOf(tokenizer, path, { chatTemplate, tools });
  try {
    return tokenizer.apply_chat_template(messages as Message[], {
      ...variables,
      chat_template: template,
      add_generation_prompt: addGenerationPrompt,
      ...(tools && { tools: [...tools] }),
      ...(documents && { documents: [...documents] as Record<string, string>[] }),
      tokenize: false,
    });
  } catch (cause) {
    throw failed(path, cause);
  }
}

/**
 * The text of a template: the one that is named or given, else the tokenizer's own.
 *
 * @throws ChatTemplateError when there is no such template, or one that is too long
 */
export function chatTemplateOf(
  tokenizer: PreTrainedTokenizer,
  path: string,
  { chatTemplate, tools }: Pick<ChatTemplateOptions, "chatTemplate" | "tools"> = {},
): string {
  if (!hasTemplate(tokenizer) && chatTemplate === undefined)
    throw new ChatTemplateError(`${path} has no chat template: give the prompt as text, or name a template`);
  try {
    const named = { chat_template: chatTemplate ?? null, ...(tools && { tools: [...tools] }) };
    const template = tokenizer.get_chat_template(named);
    if (template.length > maxTemplateLength) throw new Error(`it is longer than ${maxTemplateLength} letters`);
    return template;
  } catch (cause) {
    throw failed(path, cause);
  }
}

function failed(path: string, cause: unknown): ChatTemplateError {
  return new ChatTemplateError(`the chat template of ${path} failed: ${(cause as Error).message}`, { cause });
}

/** Whether a tokenizer brings a template, or several by name. */
export function hasTemplate({ chat_template }: PreTrainedTokenizer): boolean {
  return typeof chat_template === "string" || (typeof chat_template === "object" && chat_template !== null);
}
