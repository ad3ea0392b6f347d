import type { Message } from "../sample.ts";
import { AnswersNotFound } from "./answers-not-found.ts";
import { placeholders, withPlaceholder, writtenValues } from "./placeholders.ts";
import type { AnswerSpan, RenderOptions } from "./template.ts";

type Render = (messages: readonly Message[], options?: RenderOptions) => string;

/**
 * Where the assistant's turns are in what a chat template without marks made of a conversation.
 *
 * The conversation is written once more with a word in place of each answer. What stands around the words is the template's, so
 * the text between is the answer as the template writes it: trimmed, or without its thoughts. A turn begins after what the template
 * writes to have an answer generated, and ends with what it writes after the last answer, without the blank space at the end.
 *
 * @throws AnswersNotFound where the two texts do not fit each other, since a wrong mask would be worse than none.
 */
export function findAnswers(
  render: Render,
  messages: readonly Message[],
  text: string,
  { tools, endToken }: { readonly tools?: readonly object[]; readonly endToken: string },
): AnswerSpan[] {
  const words = placeholders(messages, text);
  const replaced = messages.map((message, index) => withPlaceholder(message, words[index]!));
  const indices = messages.flatMap(({ role }, index) => (role === "assistant" ? [index] : []));
  const frame = splitAt(
    render(replaced, { tools }),
    indices.map((index) => words[index]!),
  );
  const headerOf = remember((_, index) => {
    const before = messages.slice(0, index);
    const asked = { ...before.at(-1)!, content: words[index]! };
    const written = render([...before.slice(0, -1), asked], { tools, addGenerationPrompt: true });
    return splitAt(written, [words[index]!])[1]!;
  });
  // Some templates refuse a question where a tool has not answered yet.
  const renderOrNull = (turns: readonly Message[]) => {
    try {
      return render(turns, { tools });
    } catch {
      return null;
    }
  };
  const endingOf = remember((_, index) => {
    const isLast = index === messages.length - 1;
    const turns = replaced.slice(0, index + 1);
    const word = words[index]!;
    const alone = isLast ? frame.at(-1)! : splitAfter(render(turns, { tools }), word);
    const goesOn = renderOrNull([...turns, { role: "user", content: words[0]! }]);
    return goesOn === null ? alone.trimEnd() : commonEnding(alone, splitAfter(goesOn, word));
  });

  if (!text.startsWith(frame[0]!)) throw new AnswersNotFound("what it writes before an answer depends on the answer");
  const answers: AnswerSpan[] = [];
  let position = 0;
  for (const [order, index] of indices.entries()) {
    const message = messages[index]!;
    const [before, after] = [frame[order]!, frame[order + 1]!];
    const from = position + before.length;
    const to = endOfValue(text, from, writtenValues(message), after, order === indices.length - 1);
    const asked = messages[index - 1];
    if (asked === undefined) throw new AnswersNotFound("the assistant begins, so nothing shows where its turn does");
    const start = position + endOfHeader(before, headerOf(asked.role, index));
    const ending = endingOf(message.tool_calls === undefined ? "text" : `calls of turn ${index}`, index);
    if (!text.startsWith(ending, to)) throw new AnswersNotFound("its turns end in different ways");
    const end = to + ending.length;
    const isRestEnd = endToken !== "" && text.slice(end).trim() === endToken;
    answers.push({ start, end: isRestEnd ? text.trimEnd().length : end, message: index });
    position = to;
  }
  return answers;
}

const notOnce = "it does not write each answer and call of a tool once";

/** What a template writes before, between and after words, each of which it has to write once, in their order. */
function splitAt(text: string, words: readonly string[]): string[] {
  const parts: string[] = [];
  let rest = text;
  for (const word of words) {
    const [before, after, ...more] = rest.split(word);
    if (after === undefined || more.length > 0) throw new AnswersNotFound(notOnce);
    parts.push(before!);
    rest = after;
  }
  return [...parts, rest];
}

function splitAfter(text: string, word: string): string {
  const at = text.lastIndexOf(word);
  if (at < 0) throw new AnswersNotFound(notOnce);
  return text.slice(at + word.length);
}

/** Where an answer ends that begins at `from` and is followed by `after`. */
function endOfValue(text: string, from: number, values: readonly string[], after: string, isLast: boolean): number {
  const fits = (end: number) => text.startsWith(after, end) && (!isLast || end + after.length === text.length);
  for (const value of values) if (text.startsWith(value, from) && fits(from + value.length)) return from + value.length;
  const found = isLast ? text.length - after.length : text.indexOf(after, from);
  const isOnlyOne = isLast || (after !== "" && found >= 0 && !text.includes(after, found + 1));
  if (!isOnlyOne || found < from || !fits(found)) throw new AnswersNotFound("it changes the text of answers");
  return found;
}

/**
 * Where the header of an answer ends in what comes before the answer. The header may say more than a finished answer has, such as
 * an opening for thoughts: then the turn begins where the two part, after a mark or a space.
 */
function endOfHeader(before: string, header: string): number {
  for (let length = header.length; length > 0; length--) {
    const beginning = header.slice(0, length);
    if (length < header.length && !/[>\]):\s]$/.test(beginning)) continue;
    const at = before.lastIndexOf(beginning);
    if (at >= 0 && (length === header.length || beginning.trim() !== "")) return at + length;
  }
  throw new AnswersNotFound("it begins answers in another way than it asks for one");
}

/** What ends a turn, whether another comes or not: without blank space after it, and without what opens the other. */
function commonEnding(alone: string, goesOn: string): string {
  if (goesOn.startsWith(alone.trimEnd())) return alone.trimEnd();
  let length = 0;
  while (length < alone.length && alone[length] === goesOn[length]) length++;
  const ending = alone.slice(0, alone.slice(0, length).lastIndexOf("\n") + 1).trimEnd();
  if (ending === "") throw new AnswersNotFound("its turns end in different ways");
  return ending;
}

function remember(find: (kind: string, index: number) => string): (kind: string, index: number) => string {
  const known = new Map<string, string>();
  return (kind, index) => {
    const value = known.get(kind) ?? find(kind, index);
    known.set(kind, value);
    return value;
  };
}
