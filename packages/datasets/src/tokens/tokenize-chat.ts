import { DatasetError } from "../dataset-error.ts";
import { IGNORE_INDEX, maskOutside, maskPrompt } from "../labels.ts";
import type { ConversationSample } from "../sample.ts";
import type { AnswerSpan, ChatTemplate } from "../templates/template.ts";
import type { Tokenizer } from "../tokenizer.ts";
import { commonPrefixLength } from "./common-prefix.ts";
import type { LabelRule } from "./label-rule.ts";
import { locateTokens } from "./locate-tokens.ts";
import type { Tokenized } from "./tokenized.ts";

/** A conversation as a chat template wrote it. */
export interface WrittenConversation {
  readonly text: string;
  /** What the model would be given to write the completion; null where the prompt is trained, or there is none. */
  readonly prompt: string | null;
  /** Turns that alone are trained; null where all of the text is. */
  readonly trained: readonly AnswerSpan[] | null;
  /** Turns that are not trained although what is around them may be. */
  readonly untrained: readonly AnswerSpan[];
}

/** @throws DatasetError for a conversation that the template refuses, or whose turns cannot be found in what it writes. */
export function writeConversation(
  { messages, tools, promptMessages }: ConversationSample,
  template: ChatTemplate,
  { completionOnly, answersOnly }: LabelRule,
): WrittenConversation {
  const text = template.render(messages, { tools });
  const beginning = messages.slice(0, promptMessages ?? 0);
  const prompt = completionOnly ? template.render(beginning, { tools, addGenerationPrompt: true }) : null;
  const isUntrained = ({ message }: AnswerSpan) => message !== null && messages[message]!.trained === false;
  const someUntrained = messages.some(({ role, trained }) => role === "assistant" && trained === false);
  const answers = answersOnly || someUntrained ? template.findAnswers(messages, text, tools) : [];
  if (someUntrained && answers.some(({ message }) => message === null))
    throw new DatasetError(
      "the {% generation %} marks of the chat template do not tell which turns are not to be trained",
    );
  const trained = answersOnly ? answers.filter((answer) => !isUntrained(answer)) : null;
  return { text, prompt, trained, untrained: answers.filter(isUntrained) };
}

/**
 * Tokens and labels of a conversation as TRL's SFTTrainer makes them: the text is tokenised at once, nothing is appended, the
 * completion starts where its tokens and those of the prompt part, and with answers only what is between their edges is trained.
 */
export function tokenizeConversation(
  { text, prompt, trained, untrained }: WrittenConversation,
  tokenizer: Tokenizer,
  addSpecialTokens: boolean,
): Tokenized {
  const beginning = (part: string) => tokenizer.encode(part, { addSpecialTokens });
  const part = (inner: string) => tokenizer.encode(inner, { addSpecialTokens: false });
  const ids = beginning(text);
  const promptIds = prompt === null ? [] : beginning(prompt);
  const promptLength = commonPrefixLength(promptIds, ids);
  const labels = maskPrompt(ids, promptLength);
  let promptIsPrefix = promptLength === promptIds.length;
  if (trained !== null) {
    const { ranges, areExact } = locateTokens(text, ids, trained, { beginning, part });
    maskOutside(labels, ranges);
    promptIsPrefix &&= areExact;
  } else if (untrained.length > 0) {
    const { ranges, areExact } = locateTokens(text, ids, untrained, { beginning, part });
    for (const { start, end } of ranges) labels.fill(IGNORE_INDEX, start, end);
    promptIsPrefix &&= areExact;
  }
  return { inputIds: Int32Array.from(ids), labels, promptIsPrefix };
}
