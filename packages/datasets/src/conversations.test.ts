import { expect, test } from "vitest";
import type { DatasetFormat } from "./formats/format.ts";
import { type PrepareOptions, prepareDataset } from "./index.ts";
import type { ConversationSample, Message, Sample } from "./sample.ts";
import { datasetSource } from "./source.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** One token a letter; `<…>` and ChatML's marks are one each, `<e>` is the end token. */
const marks = ["<e>", "<u>", "<a>", "<|im_start|>", "<|im_end|>"];
const tokenizer: Tokenizer = {
  encode: (text) =>
    (text.match(/<e>|<u>|<a>|<\|im_start\|>|<\|im_end\|>|./gs) ?? []).map((part) =>
      marks.includes(part) ? marks.indexOf(part) : part.codePointAt(0)!,
    ),
  decode: (ids) => Array.from(ids, (id) => marks[id] ?? String.fromCodePoint(id)).join(""),
  applyChatTemplate: (messages, { addGenerationPrompt, chatTemplate } = {}) =>
    messages.map(({ role, content }) => `<${role[0]}>${content}<e>${chatTemplate ? "" : "\n"}`).join("") +
    (addGenerationPrompt ? "<a>" : ""),
  hasChatTemplate: true,
  eosTokenId: 0,
  padTokenId: 0,
};
const messages: Message[] = [
  { role: "user", content: "Hi" },
  { role: "assistant", content: "Ho" },
  { role: "user", content: "1?" },
  { role: "assistant", content: "2" },
];
const turns = (more: Partial<ConversationSample> = {}): ConversationSample => ({
  type: "conversation",
  messages,
  ...more,
});
const instruction: Sample = {
  type: "instruction",
  instruction: "Add",
  input: "1 1",
  output: "2",
  history: [{ instruction: "Hi", output: "Ho" }],
};

async function prepare(sample: Sample, options: Partial<PrepareOptions> = {}) {
  const format: DatasetFormat = { name: "samples", recognize: () => null, parse: () => sample };
  const { examples, dropped, warnings } = await prepareDataset(datasetSource(format, [{}]), {
    tokenizer,
    maxLength: null,
    onBadRow: "skip",
    ...options,
  });
  const { inputIds, labels } = examples[0] ?? { inputIds: [], labels: [] };
  // Trained letters as they are, a point for each of the others.
  const trained = Array.from(labels, (label) => (label === -100 ? "." : tokenizer.decode([label])));
  return { text: tokenizer.decode(inputIds), trained: trained.join(""), dropped, warnings };
}

test("a conversation is written with the tokenizer's template and trained whole, as in TRL, with a word about it", async () => {
  const { text, trained, warnings } = await prepare(turns());
  expect(text).toBe("<u>Hi<e>\n<a>Ho<e>\n<u>1?<e>\n<a>2<e>\n");
  expect(trained).toBe(text);
  expect(warnings).toEqual([expect.stringContaining("assistant_only_loss: true trains the answers only")]);
  expect((await prepare(turns(), { completionOnlyLoss: false })).warnings).toEqual([]);
});

test("assistantOnlyLoss trains answers up to and with their end mark; so does completionOnlyLoss where there is no prompt", async () => {
  for (const options of [{ assistantOnlyLoss: true }, { completionOnlyLoss: true }])
    expect((await prepare(turns(), options)).trained).toBe("......Ho<e>.......2<e>.");
});

test("messages that are a prompt are not trained; the rest is, the line break at the end too, as in TRL", async () => {
  expect((await prepare(turns({ promptMessages: 3 }))).trained).toBe("................2<e>\n");
  expect((await prepare(turns({ promptMessages: 3 }), { assistantOnlyLoss: true })).trained).toBe(
    "................2<e>.",
  );
  const both = { completionOnlyLoss: false, assistantOnlyLoss: true };
  expect((await prepare(turns({ promptMessages: 3 }), both)).trained).toBe("......Ho<e>.......2<e>.");
});

test("a turn that is not to be trained never is", async () => {
  const some = turns({ messages: [messages[0]!, { ...messages[1]!, trained: false }, ...messages.slice(2)] });
  expect((await prepare(some, { assistantOnlyLoss: true })).trained).toBe("................2<e>.");
  expect((await prepare(some, { completionOnlyLoss: false })).trained).toBe("<u>Hi<e>\n<a>...\n<u>1?<e>\n<a>2<e>\n");
  expect((await prepare(some, { promptTemplate: "vicuna-v1.1" })).trained.replaceAll(".", "")).toBe(" 2<e>");
});

test("an instruction under a chat template is a question, its input on the next line, and an answer", async () => {
  const { text, trained } = await prepare(instruction, { promptTemplate: "chat" });
  expect(text).toBe("<u>Hi<e>\n<a>Ho<e>\n<u>Add\n1 1<e>\n<a>2<e>\n");
  expect(trained.replaceAll(".", "")).toBe("2<e>\n");
});

test.each([
  ["alpaca", "Ho<e>2<e>"],
  ["alpaca-eval", "Ho<e>2<e>"],
  ["vicuna-v1.1", " Ho<e> 2<e>"],
  ["llama-2-chat", " Ho <e> 2 <e>"],
])("under %s answers alone are trained, unless all is asked for", async (promptTemplate, answers) => {
  const { text, trained } = await prepare(turns(), { promptTemplate });
  expect(trained.replaceAll(".", "")).toBe(answers);
  expect((await prepare(turns(), { promptTemplate, completionOnlyLoss: false })).trained).toBe(text);
  // Of an instruction with a history, earlier answers are part of the prompt.
  const last = answers.slice(answers.indexOf("<e>") + 3);
  expect((await prepare(instruction, { promptTemplate })).trained.replaceAll(".", "")).toBe(last);
});

test("a template's own marks are taken as they are", async () => {
  const template = "{{ x }}{% generation %}{% endgeneration %}";
  const apply: NonNullable<Tokenizer["applyChatTemplate"]> = (all, { chatTemplate = "" } = {}) => {
    const [before = "", after = ""] = [...chatTemplate.matchAll(/\{\{ "(.+?)" \}\}/g)].map(([, mark]) => mark);
    return all.map(({ role, content }) => (role === "user" ? content : `${before}<a>${content}<e>${after}`)).join("");
  };
  const own = { ...tokenizer, applyChatTemplate: apply, getChatTemplate: () => template };
  expect((await prepare(turns(), { tokenizer: own, assistantOnlyLoss: true })).trained).toBe("..<a>Ho<e>..<a>2<e>");
  expect(
    (await prepare(turns(), { promptTemplate: template, tokenizer: { ...tokenizer, applyChatTemplate: apply } }))
      .trained,
  ).toBe("Hi<a>Ho<e>1?<a>2<e>");
});

test("where answers cannot be found the row is dropped with a reason, and nothing is guessed", async () => {
  const deaf = { ...tokenizer, applyChatTemplate: () => "Hi" };
  const { dropped } = await prepare(turns(), { tokenizer: deaf, assistantOnlyLoss: true });
  expect(dropped[0]?.reason).toMatch(
    /^the turns of the assistant cannot be found in what the chat template writes: .*put \{% generation %\}/,
  );
});

test("a chat template that does not end with the end token is warned of", async () => {
  const { warnings } = await prepare(turns(), { promptTemplate: "chatml", assistantOnlyLoss: true });
  expect(warnings).toEqual([expect.stringContaining('no trained turn has the tokenizer\'s end token "<e>"')]);
});

test("text is trained whole, and a completion without its prompt; neither has turns", async () => {
  expect((await prepare({ type: "text", text: "abc" })).trained).toBe("abc<e>");
  expect((await prepare({ type: "completion", prompt: "ab", completion: "c" })).trained).toBe("..c<e>");
  for (const sample of [
    { type: "text", text: "abc" },
    { type: "completion", prompt: "ab", completion: "c" },
  ] as const) {
    const { dropped } = await prepare(sample, { assistantOnlyLoss: true });
    expect(dropped[0]?.reason).toContain("assistant_only_loss is for rows with turns: leave it out");
  }
});

test("without a template for conversations the names of some are given", async () => {
  const bare = { ...tokenizer, hasChatTemplate: false };
  await expect(prepare(turns(), { tokenizer: bare })).rejects.toThrow(
    "the rows are conversations and the tokenizer has no chat template; name one as prompt_template: alpaca,",
  );
  expect((await prepare(turns(), { tokenizer: bare, promptTemplate: "chatml" })).text).toContain(
    "<|im_start|>user\nHi",
  );
  const { dropped } = await prepare(turns(), { promptTemplate: () => ({ prompt: "a", completion: "b" }) });
  expect(dropped[0]?.reason).toContain("the template is a function of an instruction");
});
