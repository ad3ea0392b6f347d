import type { Message } from "../sample.ts";

/** An answer with the thoughts before it, as models that reason write them. */
export function answerText({ content, reasoning_content: reasoning }: Message): string {
  return reasoning === undefined || reasoning === "" ? content : `<think>\n${reasoning}\n</think>\n\n${content}`;
}
