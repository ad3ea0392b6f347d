import { DatasetError } from "../dataset-error.ts";
import type { Message } from "../sample.ts";
import type { Tokenizer } from "../tokenizer.ts";
import { AnswersNotFound } from "./answers-not-found.ts";
import { findAnswers } from "./find-answers.ts";
import { spansBetweenMarks, withVisibleMarks } from "./generation-marks.ts";
import type { AnswerSpan, ChatTemplate, RenderOptions } from "./template.ts";

/** The tokenizer's own chat template, or one that is given as Jinja. */
export function jinjaTemplate(tokenizer: Tokenizer, source?: string): ChatTemplate {
  const write = (
    messages: readonly Message[],
    { tools, addGenerationPrompt }: RenderOptions = {},
    chatTemplate = source,
  ) => {
    const options = { addGenerationPrompt: addGenerationPrompt ?? false, ...(tools && { tools }) };
    try {
      return tokenizer.applyChatTemplate!(withoutNotes(messages), {
        ...options,
        ...(chatTemplate && { chatTemplate }),
      });
    } catch (cause) {
      throw new DatasetError((cause as Error).message, {}, { cause });
    }
  };
  return {
    kind: "chat",
    addSpecialTokens: false,
    render: (messages, options) => write(messages, options),
    findAnswers: (messages, text, tools) => {
      const template = source ?? tokenizer.getChatTemplate?.(tools && { tools });
      const marked = template === undefined || template === null ? null : withVisibleMarks(template);
      try {
        if (marked === null) return findAnswers(write, messages, text, tools);
        return markedAnswers(write(messages, { tools }, marked), messages, text);
      } catch (cause) {
        if (!(cause instanceof AnswersNotFound)) throw cause;
        throw new DatasetError(
          `the turns of the assistant cannot be found in what the chat template writes: ${cause.message}; put {% generation %} marks ` +
            "into the template and name its file as prompt_template, or leave assistant_only_loss out",
          {},
          { cause },
        );
      }
    },
  };
}

/** What is between a template's own marks; they tell which turn is which only where there are as many. */
function markedAnswers(marked: string, messages: readonly Message[], text: string): AnswerSpan[] {
  const spans = spansBetweenMarks(marked, text);
  if (spans === null) throw new AnswersNotFound("its {% generation %} marks do not surround what it writes");
  if (spans.length === 0) throw new AnswersNotFound("its {% generation %} marks surround nothing");
  const indices = messages.flatMap(({ role }, index) => (role === "assistant" ? [index] : []));
  return spans.map((span, order) => ({
    ...span,
    message: spans.length === indices.length ? indices[order]! : null,
  }));
}

/** What is a note to us and not to the template. */
function withoutNotes(messages: readonly Message[]): Message[] {
  return messages.map(({ trained: _, ...message }) => message);
}
