import { expect, test } from "vitest";
import type { Message } from "../sample.ts";
import { AnswersNotFound } from "./answers-not-found.ts";
import { findAnswers } from "./find-answers.ts";
import type { RenderOptions } from "./template.ts";

type Render = (messages: readonly Message[], options?: RenderOptions) => string;

const chat: Message[] = [
  { role: "user", content: "Hi" },
  { role: "assistant", content: " Hello\n" },
  { role: "user", content: "Hello" },
  { role: "assistant", content: "Hello" },
];
const answers = (render: Render, messages: readonly Message[] = chat) => {
  const text = render(messages);
  const found = findAnswers(render, messages, text, { endToken: "</s>" });
  return found.map(({ start, end, message }) => [message, text.slice(start, end)]);
};
const asking = (options: RenderOptions | undefined, header: string) => (options?.addGenerationPrompt ? header : "");

/** Writes turns as ChatML does, each by a function of its own. */
const chatml =
  (body: (message: Message, index: number, all: readonly Message[]) => string): Render =>
  (messages, options) =>
    messages.map((message, index) => `<${message.role}>\n${body(message, index, messages)}<end>\n`).join("") +
    asking(options, "<assistant>\n");

test("a turn has no header, and its end without the line break after it", () => {
  expect(answers(chatml(({ content }) => content))).toEqual([
    [1, " Hello\n<end>"],
    [3, "Hello<end>"],
  ]);
});

test("the template may strip answers", () => {
  expect(answers(chatml(({ content }) => content.trim())).map(([, text]) => text)).toEqual([
    "Hello<end>",
    "Hello<end>",
  ]);
});

test("the template may drop earlier thoughts and open the last answer with empty ones", () => {
  const thinking = chatml(({ role, content }, index, all) => {
    if (role !== "assistant") return content;
    const answer = content.split("</think>").at(-1)!.trim();
    return index === all.length - 1 ? `<think></think>${answer}` : answer;
  });
  const messages = [
    chat[0]!,
    { role: "assistant", content: "<think>\nso\n</think>\n\nHello" } as const,
    ...chat.slice(2),
  ];
  expect(answers(thinking, messages)).toEqual([
    [1, "Hello<end>"],
    [3, "<think></think>Hello<end>"],
  ]);
});

test("what asks for an answer may say more than a finished answer has", () => {
  const render: Render = (messages, options) =>
    messages.map(({ role, content }) => `[${role}]${content}${role === "user" ? "" : "</s>"}`).join("") +
    asking(options, "[assistant]<think>\n");
  expect(answers(render)).toEqual([
    [1, " Hello\n</s>"],
    [3, "Hello</s>"],
  ]);
});

test("questions may end where answers begin, without a header of their own", () => {
  const render: Render = (messages) =>
    messages
      .map(({ role, content }) => (role === "user" ? `<s>[INST] ${content} [/INST]` : ` ${content} </s>`))
      .join("");
  expect(answers(render)).toEqual([
    [1, "  Hello\n </s>"],
    [3, " Hello </s>"],
  ]);
});

test("a system prompt may stand with the last question, and tools between", () => {
  const render: Render = (messages, options) => {
    const last = messages.findLastIndex(({ role }) => role === "user");
    const one = ({ role, content, tool_calls: calls }: Message, index: number) =>
      role === "assistant"
        ? `${calls ? `CALL ${calls[0]!.function.name}()` : content}</s>`
        : `[${role}]${index === last ? "TOOLS " : ""}${content}[/${role}]`;
    return messages.map(one).join("") + asking(options, "");
  };
  const call = { type: "function", function: { name: "now", arguments: {} } } as const;
  const messages: Message[] = [
    { role: "user", content: "Time?" },
    { role: "assistant", content: "", tool_calls: [call] },
    { role: "tool", content: "12:00" },
    { role: "assistant", content: "Noon" },
    { role: "user", content: "Thanks" },
    { role: "assistant", content: "Bye" },
  ];
  expect(answers(render, messages)).toEqual([
    [1, "CALL now()</s>"],
    [3, "Noon</s>"],
    [5, "Bye</s>"],
  ]);
});

test("the last answer alone may have an end token, which it keeps", () => {
  const render: Render = (messages, options) =>
    chatml(({ content }) => content)(messages, options) + (options?.addGenerationPrompt ? "" : "</s>");
  expect(answers(render)).toEqual([
    [1, " Hello\n<end>"],
    [3, "Hello<end>\n</s>"],
  ]);
});

test.each<[string, Render]>([
  ["leaves answers out", chatml(({ role, content }) => (role === "assistant" ? "" : content))],
  ["writes answers twice", chatml(({ content }) => content + content)],
  [
    "writes letters of answers in another way",
    chatml(({ role, content }) => (role === "user" ? content : content.toUpperCase())),
  ],
])("a template that %s is refused and not guessed at", (_, render) => {
  expect(() => answers(render)).toThrow(AnswersNotFound);
});
