import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ChatTemplateError } from "../errors/chat-template-error.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { writeTinyLlama } from "../fixtures/tiny-llama.ts";
import { AutoTokenizer } from "./auto-tokenizer.ts";

const chat = [{ role: "user", content: "Hi" }];
const simple =
  "{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}";

async function open(chat_template: unknown, jinja?: string) {
  await using folder = await temporaryFolder();
  await writeTinyLlama(folder.path);
  const config = { tokenizer_class: "LlamaTokenizer", chat_template };
  await writeFile(join(folder.path, "tokenizer_config.json"), JSON.stringify(config));
  if (jinja) await writeFile(join(folder.path, "chat_template.jinja"), jinja);
  return await AutoTokenizer.fromPretrained(folder.path);
}

test("a conversation is written with the tokenizer's template and special tokens", async () => {
  const tokenizer = await open(simple);
  expect(tokenizer.applyChatTemplate(chat)).toBe("<s>[user]Hi");
  const text = tokenizer.applyChatTemplate(chat, { addGenerationPrompt: true });
  expect(text).toBe("<s>[user]Hi[assistant]");
  expect(tokenizer.encode(text, { addSpecialTokens: false }).slice(0, 2)).toEqual([1, 3 + "[".charCodeAt(0)]);
});

test("a file chat_template.jinja goes before the configuration's", async () => {
  expect((await open(simple, "J{{ messages[0].content }}")).applyChatTemplate(chat)).toBe("JHi");
});

test("of several templates the name, tools, or the word default choose", async () => {
  const named = ["default", "tool_use", "rag"].map((name) => ({ name, template: `${name}:{{ topic }}` }));
  const tokenizer = await open(named);
  expect(tokenizer.applyChatTemplate(chat)).toBe("default:");
  expect(tokenizer.applyChatTemplate(chat, { tools: [{ name: "f" }] })).toBe("tool_use:");
  expect(tokenizer.applyChatTemplate(chat, { chatTemplate: "rag", variables: { topic: "x" } })).toBe("rag:x");
  expect(tokenizer.applyChatTemplate(chat, { chatTemplate: "{{ messages | length }}" })).toBe("1");
});

test.each<[string, unknown, RegExp]>([
  [
    "that raises",
    "{{ raise_exception('Roles must\\nalternate') }}",
    /^the chat template of \S+ failed: Roles must alternate$/,
  ],
  ["that is no Jinja", "{% for %}", /^the chat template of \S+ failed: /],
  ["that is absurdly long", "x".repeat(2 ** 21), /failed: it is longer than 1048576 letters$/],
  ["that is missing", null, /^\S+ has no chat template: give the prompt as text, or name a template$/],
])("a template %s gives one error in one line", async (_, template, message) => {
  const tokenizer = await open(template);
  expect(tokenizer.hasChatTemplate).toBe(template !== null);
  let error: unknown;
  try {
    tokenizer.applyChatTemplate(chat);
  } catch (caught) {
    error = caught;
  }
  if (!ChatTemplateError.isInstance(error)) throw new Error("nothing was refused", { cause: error });
  expect(error.message).toMatch(message);
  expect(error.message).not.toContain("\n");
});
