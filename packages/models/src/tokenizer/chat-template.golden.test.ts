import { readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { isMissing, readGolden, sharedData } from "../fixtures/shared-data.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { writeTinyLlama } from "../fixtures/tiny-llama.ts";
import { AutoTokenizer } from "./auto-tokenizer.ts";
import type { ChatMessage } from "./chat-template.ts";

interface Case {
  chat_template: string;
  data: {
    messages: ChatMessage[];
    add_generation_prompt?: boolean;
    tools?: object[];
    documents?: object[];
    [variable: string]: unknown;
  };
  target: string;
}

const golden = "golden/json/chat_templates_e2e.json";
const cases: [string, Case][] = isMissing(golden)
  ? []
  : Object.values(readGolden<Record<"default" | "custom", Record<string, Case>>>(golden))
      .flatMap((group) => Object.entries(group))
      .filter(([, { data }]) => data !== undefined);

describe.skipIf(isMissing(golden))("chat templates write what transformers writes", () => {
  // Some write the date, and theirs was this one.
  beforeAll(() => void vi.useFakeTimers({ toFake: ["Date"], now: new Date("2025-07-10T12:00:00") }));
  afterAll(() => void vi.useRealTimers());

  test.each(cases)("%s", async (name, { chat_template, data, target }) => {
    await using folder = await temporaryFolder();
    await writeTinyLlama(folder.path);
    const { messages, tools, documents, ...variables } = data;
    // Jamba's takes an answer to be wanted where nothing is said, and transformers always says one or the other.
    const addGenerationPrompt = data.add_generation_prompt ?? name.includes("Jamba");
    delete variables.add_generation_prompt;
    await writeFile(join(folder.path, "tokenizer_config.json"), JSON.stringify({ chat_template }));
    const tokenizer = await AutoTokenizer.fromPretrained(folder.path);
    const options = { addGenerationPrompt, ...(tools && { tools }), ...(documents && { documents }), variables };
    expect(tokenizer.applyChatTemplate(messages, options)).toBe(target);
  });
});

const configs = "tokenizers/configs_chat_template";

describe.skipIf(isMissing(configs))("tokenizer_config.json of the hub", () => {
  const names = isMissing(configs) ? [] : readdirSync(join(sharedData, configs));
  test.each(names)("%s", async (name) => {
    await using folder = await temporaryFolder();
    await writeTinyLlama(folder.path);
    const config = readGolden<Record<string, unknown>>(join(configs, name));
    await writeFile(join(folder.path, "tokenizer_config.json"), JSON.stringify(config));
    const tokenizer = await AutoTokenizer.fromPretrained(folder.path);
    expect(tokenizer.hasChatTemplate).toBe("chat_template" in config);
    if (!tokenizer.hasChatTemplate) return;
    const text = tokenizer.applyChatTemplate([{ role: "user", content: "Wie geht's?" }], { addGenerationPrompt: true });
    expect(text).toContain("Wie geht's?");
  });
});
