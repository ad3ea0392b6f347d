import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { saveAdapter } from "../adapters/adapter-files.ts";
import type { CausalLM } from "../causal-lm.ts";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import { wholeModel } from "./whole-model.ts";
import { copyFileWhole, writeFileWhole } from "./write-file.ts";
import { writeSafetensors } from "./write-safetensors.ts";

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

/** Copies the tokenizer's files and generation_config.json, as many as there are. */
export async function copyModelFiles(from: string, to: string): Promise<void> {
  for (const file of companions) await copyFileWhole(join(from, file), join(to, file));
}

export interface SaveOptions {
  /** Type of the model's weights in the file. Default F32, as they are trained. An adapter's are F32. */
  dtype?: "F32" | "BF16";
}

/**
 * Writes a folder that Python's transformers loads: config.json, model.safetensors, and the tokenizer's files of the folder
 * that the model came from. Each file is written whole or not at all. Of a model with an adapter beside it, the adapter is
 * written instead, as PEFT reads it; of one with a merged adapter, the whole.
 *
 * @throws CheckpointError when the model was not loaded from a folder
 */
export async function savePretrained(
  model: CausalLM,
  folder: string,
  { dtype = "F32" }: SaveOptions = {},
): Promise<void> {
  if (!model.source) throw new CheckpointError("a model that was not loaded from a folder has no config.json to save");
  await mkdir(folder, { recursive: true });
  await copyModelFiles(model.source.folder, folder);
  if (model.adapter && !model.isMerged) return saveAdapter(model, folder);
  if (model.quantized)
    throw new CheckpointError("a model whose weights are in 4 bits cannot be saved; its adapter can");
  const { tensors, isUntied } = wholeModel(model);
  const key = "torch_dtype" in model.source.config ? "torch_dtype" : "dtype";
  const config = { ...model.source.config, [key]: dtype === "F32" ? "float32" : "bfloat16" };
  const untied = isUntied ? { tie_word_embeddings: false } : {};
  await writeFileWhole(join(folder, "config.json"), async (handle) => {
    await handle.writeFile(`${JSON.stringify({ ...config, ...untied }, null, 2)}\n`);
  });
  await writeSafetensors(join(folder, "model.safetensors"), tensors, dtype);
}
