import type { Message, ToolCall } from "../sample.ts";

/** A word for each message that nothing in it or in the text has; letters and digits, so that templates leave it as it is. */
export function placeholders(messages: readonly Message[], text: string): string[] {
  const all = text + JSON.stringify(messages);
  let stem = "answerX";
  for (let number = 0; all.includes(stem); number++) stem = `answer${number}X`;
  return messages.map((_, index) => `${stem}${index}Z`);
}

/**
 * An assistant's message with a word in place of what it ends with: the answer after any thoughts, or the name of the last tool that it
 * calls. Other messages stay as they are.
 */
export function withPlaceholder(message: Message, word: string): Message {
  if (message.role !== "assistant") return message;
  const call = message.tool_calls?.at(-1);
  if (call === undefined) return { ...message, content: splitThoughts(message.content)[0] + word };
  const renamed: ToolCall = { ...call, function: { ...call.function, name: word } };
  return { ...message, tool_calls: [...message.tool_calls!.slice(0, -1), renamed] };
}

/** How templates may write what the placeholder stands for. */
export function writtenValues({ content, tool_calls: calls }: Message): string[] {
  const value = calls?.at(-1)?.function.name ?? splitThoughts(content)[1];
  return [value, value.trim(), value.trimEnd(), value.trimStart(), JSON.stringify(value).slice(1, -1)];
}

/** Thoughts within the content, up to where the answer begins, and the answer. */
function splitThoughts(content: string): [thoughts: string, answer: string] {
  const end = content.match(/^[\s\S]*<\/think>\s*/)?.[0].length ?? 0;
  return [content.slice(0, end), content.slice(end)];
}
