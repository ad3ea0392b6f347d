import { DatasetError } from "../dataset-error.ts";
import type { Message } from "../sample.ts";
import type { ChatTemplateOptions, Tokenizer } from "../tokenizer.ts";
import { AnswersNotFound } from "./answers-not-found.ts";
import { findAnswers } from "./find-answers.ts";
import { spansBetweenMarks, withVisibleMarks } from "./generation-marks.ts";
import type { AnswerSpan, ChatTemplate, RenderOptions } from "./template.ts";

/** The tokenizer's own chat template, or one that is given as Jinja. */
export function jinjaTemplate(tokenizer: Tokenizer, source?: string): ChatTemplate {
  const apply = (messages: readonly Message[], options: ChatTemplateOptions) => {
    try {
      return tokenizer.applyChatTemplate!(messages, options);
    } catch (cause) {
      throw new DatasetError((cause as Error).message, {}, { cause });
    }
  };
  const write = (
    messages: readonly Message[],
    { tools, addGenerationPrompt = false }: RenderOptions = {},
    chatTemplate = source,
  ) => {
    const options = { addGenerationPrompt, ...(tools && { tools }), ...(chatTemplate && { chatTemplate }) };
    const plain = withoutNotes(messages);
    const text = apply(plain, options);
    return hasUnwrittenObject(text) ? apply(withArgumentsAsJson(plain), options) : text;
  };
  const endToken = tokenizer.eosTokenId === null ? "" : tokenizer.decode([tokenizer.eosTokenId]);
  return {
    kind: "chat",
    addSpecialTokens: false,
    render: (messages, options) => write(messages, options),
    findAnswers: (messages, text, tools) => {
      const template = source ?? tokenizer.getChatTemplate?.(tools && { tools });
      const marked = template === undefined || template === null ? null : withVisibleMarks(template);
      try {
        if (marked === null) return findAnswers(write, messages, text, { tools, endToken });
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

/** What JavaScript writes of an object where a template wanted a string. */
function hasUnwrittenObject(text: string): boolean {
  return text.includes("[object Map]") || text.includes("[object Object]");
}

/** Some templates write arguments out themselves, and others want them as JSON, such as DeepSeek's. */
function withArgumentsAsJson(messages: readonly Message[]): Message[] {
  return messages.map((message) => {
    if (message.tool_calls === undefined) return message;
    const calls = message.tool_calls.map((call) => ({
      ...call,
      function: { ...call.function, arguments: JSON.stringify(call.function.arguments) },
    }));
    return { ...message, tool_calls: calls };
  });
}
