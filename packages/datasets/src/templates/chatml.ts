import { DatasetError } from "../dataset-error.ts";
import type { Message } from "../sample.ts";
import { answerText } from "./answer-text.ts";
import type { AnswerSpan, ChatTemplate } from "./template.ts";

const answerOpening = "<|im_start|>assistant\n";

/** ChatML, as OpenAI described it: `<|im_start|>role`, the content from the next line on, `<|im_end|>`. It has no system prompt of its own. */
export const chatmlTemplate: ChatTemplate = {
  kind: "chat",
  addSpecialTokens: true,
  render: (messages, { tools, addGenerationPrompt = false } = {}) => {
    if (tools !== undefined) throw noPlace("tools");
    return messages.map((message) => `${turn(message)}\n`).join("") + (addGenerationPrompt ? answerOpening : "");
  },
  findAnswers: (messages) => {
    const answers: AnswerSpan[] = [];
    let position = 0;
    for (const [index, message] of messages.entries()) {
      const end = position + turn(message).length;
      if (message.role === "assistant") answers.push({ start: position + answerOpening.length, end, message: index });
      position = end + 1;
    }
    return answers;
  },
};

function turn(message: Message): string {
  if (message.tool_calls !== undefined || message.role === "tool") throw noPlace("calls of tools");
  const content = message.role === "assistant" ? answerText(message) : message.content;
  return `<|im_start|>${message.role}\n${content}<|im_end|>`;
}

function noPlace(what: string): DatasetError {
  return new DatasetError(
    `the template chatml has no place for ${what}; prompt_template chat takes the tokenizer's own chat template`,
  );
}
