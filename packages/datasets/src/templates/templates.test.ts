import { expect, test } from "vitest";
import type { ConversationSample, InstructionSample } from "../sample.ts";
import { alpacaEvalTemplate, alpacaPrompt, alpacaTemplate } from "./alpaca.ts";
import { chatmlTemplate } from "./chatml.ts";
import { llama2ChatTemplate } from "./llama-2-chat.ts";
import { checkTemplateName, resolveTemplate } from "./registry.ts";
import type { PieceTemplate } from "./template.ts";
import { vicunaTemplate } from "./vicuna.ts";

const task: InstructionSample = { type: "instruction", instruction: "Add.", input: "", output: "3" };
const chat: ConversationSample = {
  type: "conversation",
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Hi" },
    { role: "assistant", content: "Hello", trained: false },
    { role: "user", content: "1+1?" },
    { role: "assistant", content: "2" },
  ],
};
const written = (template: PieceTemplate, sample = chat as ConversationSample | InstructionSample) =>
  template.pieces(sample, "</s>").map(({ prompt, completion }) => [prompt, completion]);

test("alpaca without an input", () => {
  expect(alpacaPrompt(task)).toEqual({
    prompt:
      "Below is an instruction that describes a task. Write a response that appropriately completes the request." +
      "\n\n### Instruction:\nAdd.\n\n### Response:",
    completion: "3",
  });
});

test("alpaca with an input, which only the empty string turns off", () => {
  const prompt = alpacaPrompt({ ...task, input: "1 2" }).prompt;
  expect(prompt).toContain("paired with an input that provides further context. Write");
  expect(prompt.endsWith("\n\n### Instruction:\nAdd.\n\n### Input:\n1 2\n\n### Response:")).toBe(true);
  expect(alpacaPrompt({ ...task, input: " " }).prompt).toContain("### Input:\n \n");
});

test("alpaca-eval has one line break more", () => {
  const [piece] = alpacaEvalTemplate.pieces(task, "");
  expect(piece).toMatchObject({ prompt: `${alpacaPrompt(task).prompt}\n`, completion: "3" });
});

test("alpaca with turns repeats the headings; a row's system prompt goes first", () => {
  expect(written(alpacaTemplate)).toEqual([
    ["Be brief.\n\n### Instruction:\nHi\n\n### Response:", "Hello"],
    ["\n\n### Instruction:\n1+1?\n\n### Response:", "2"],
  ]);
  const history = [{ instruction: "Hi", output: "Hello" }];
  const pieces = alpacaTemplate.pieces({ ...task, history, input: "1 2" }, "");
  expect(pieces.map(({ inPrompt }) => inPrompt === true)).toEqual([true, false]);
  expect(pieces[1]!.prompt).toBe("\n\n### Instruction:\nAdd.\n\n### Input:\n1 2\n\n### Response:");
});

test("vicuna-v1.1 is FastChat's text", () => {
  const text = written(vicunaTemplate).flat().join("");
  expect(text).toBe("Be brief. USER: Hi ASSISTANT: Hello</s>USER: 1+1? ASSISTANT: 2</s>");
  expect(written(vicunaTemplate, { ...task, input: "1 2" })).toEqual([
    [expect.stringMatching(/^A chat between .* answers to the user's questions\. $/), undefined],
    ["USER: Add.\n1 2 ", undefined],
    ["ASSISTANT:", " 3</s>"],
  ]);
});

test("llama-2-chat is Meta's text, between BOS and EOS a turn", () => {
  expect(llama2ChatTemplate.beginsEachPiece).toBe(true);
  expect(written(llama2ChatTemplate)).toEqual([
    ["[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHi [/INST]", " Hello "],
    ["[INST] 1+1? [/INST]", " 2 "],
  ]);
});

test("chatml ends each turn with its mark, which answers have and the line break after it they have not", () => {
  const { messages } = chat;
  const text = chatmlTemplate.render(messages);
  expect(text).toBe(
    "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello<|im_end|>\n" +
      "<|im_start|>user\n1+1?<|im_end|>\n<|im_start|>assistant\n2<|im_end|>\n",
  );
  const answers = chatmlTemplate.findAnswers(messages, text);
  expect(answers.map(({ start, end, message }) => [text.slice(start, end), message])).toEqual([
    ["Hello<|im_end|>", 2],
    ["2<|im_end|>", 4],
  ]);
});

test("thoughts come before the answer in think tags", () => {
  const messages = [chat.messages[1]!, { role: "assistant", content: "4", reasoning_content: "2+2" } as const];
  expect(written(alpacaTemplate, { type: "conversation", messages })[0]![1]).toBe("<think>\n2+2\n</think>\n\n4");
  expect(chatmlTemplate.render(messages)).toContain("assistant\n<think>\n2+2\n</think>\n\n4<|im_end|>");
});

test("templates that know no tools say so", () => {
  const tools = [{ name: "f" }];
  for (const template of [alpacaTemplate, vicunaTemplate, llama2ChatTemplate])
    expect(() => template.pieces({ ...chat, tools }, "")).toThrow("no place for tools; prompt_template chat takes");
  expect(() => chatmlTemplate.render(chat.messages, { tools })).toThrow("chatml has no place for tools");
});

test("an unknown name is answered with the known ones, and chat asks for a template of the tokenizer", () => {
  expect(() => checkTemplateName("alpacca")).toThrow(
    'no prompt template "alpacca"; known: alpaca, alpaca-eval, vicuna-v1.1, llama-2-chat, chatml, chat, or',
  );
  expect(() => checkTemplateName("toString")).toThrow("no prompt template");
  const bare = { encode: () => [], decode: () => "", eosTokenId: null, padTokenId: null };
  expect(() => resolveTemplate("chat", bare)).toThrow("has no applyChatTemplate");
  expect(() => resolveTemplate("chat", { ...bare, applyChatTemplate: () => "", hasChatTemplate: false })).toThrow(
    "the tokenizer has no chat template of its own; name one as prompt_template: alpaca,",
  );
});
