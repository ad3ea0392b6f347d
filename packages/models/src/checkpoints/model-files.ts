import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { findTokenizerFiles } from "../tokenizer/tokenizer-files.ts";
import { findGguf } from "./open-model.ts";
import { copyFileWhole, writeFileWhole } from "./write-file.ts";

/** Files beside the weights that go with a model wherever it goes. */
const companions = [
  "generation_config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "added_tokens.json",
  "chat_template.jinja",
  "vocab.json",
  "merges.txt",
  "tokenizer.model",
];

/**
 * Writes what goes with a model's weights but config.json: the tokenizer's files, generation_config.json. Each file is written whole
 * or not at all.
 *
 * @param from where the model came from; the tokenizer of a GGUF file becomes a tokenizer.json
 */
export async function writeTokenizerFiles(from: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const gguf = await findGguf(from);
  if (gguf !== null && !existsSync(join(from, "tokenizer.json"))) await writeTokenizer(gguf, folder);
  for (const file of companions) await copyFileWhole(join(from, file), join(folder, file));
}

/** Writes the chat template that a model was trained with, before the tokenizer's own in transformers' eyes too. */
export async function writeChatTemplate(template: string, folder: string): Promise<void> {
  await writeFileWhole(join(folder, "chat_template.jinja"), async (handle) => {
    await handle.writeFile(template);
  });
}

/** Writes config.json whole or not at all, with the type that the weights have. */
export async function writeConfig(
  config: Readonly<Record<string, unknown>>,
  folder: string,
  dtype: "F32" | "BF16",
): Promise<void> {
  const key = "torch_dtype" in config ? "torch_dtype" : "dtype";
  await writeJson(join(folder, "config.json"), { ...config, [key]: dtype === "F32" ? "float32" : "bfloat16" });
}

async function writeTokenizer(from: string, folder: string): Promise<void> {
  const tokenizer = await findTokenizerFiles(from);
  if (!tokenizer) return;
  const { chat_template: chatTemplate, ...config } = tokenizer.config;
  await writeJson(join(folder, "tokenizer.json"), {
    version: "1.0",
    truncation: null,
    padding: null,
    ...tokenizer.json,
  });
  await writeJson(join(folder, "tokenizer_config.json"), {
    ...config,
    ...(chatTemplate ? { chat_template: chatTemplate } : {}),
    // Python's own class for a tokenizer.json that says everything.
    tokenizer_class: "PreTrainedTokenizerFast",
  });
}

/** Writes a JSON file whole or not at all. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileWhole(path, async (handle) => {
    await handle.writeFile(`${JSON.stringify(value, null, 2)}\n`);
  });
}
