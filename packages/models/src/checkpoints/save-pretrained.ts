import { join } from "node:path";
import { saveAdapter } from "../adapters/adapter-files.ts";
import type { CausalLM } from "../causal-lm.ts";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import { writeChatTemplate, writeConfig, writeTokenizerFiles } from "./model-files.ts";
import { wholeModel } from "./whole-model.ts";
import { writeSafetensors } from "./write-safetensors.ts";

export interface SaveOptions {
  /** Type of the model's weights in the file. Default F32, as they are trained. An adapter's are F32. */
  dtype?: "F32" | "BF16";
  /** The chat template (Jinja) that the model was trained with, where it is not the tokenizer's own. */
  chatTemplate?: string;
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
  { dtype = "F32", chatTemplate }: SaveOptions = {},
): Promise<void> {
  if (!model.source) throw new CheckpointError("a model that was not loaded from a folder has no config.json to save");
  await writeTokenizerFiles(model.source.folder, folder);
  if (chatTemplate !== undefined) await writeChatTemplate(chatTemplate, folder);
  if (model.adapter && !model.isMerged) return saveAdapter(model, folder);
  if (model.quantized)
    throw new CheckpointError("a model whose weights are in 4 bits cannot be saved; its adapter can");
  const { tensors, isUntied } = wholeModel(model);
  const untied = isUntied ? { tie_word_embeddings: false } : {};
  await writeConfig({ ...model.source.config, ...untied }, folder, dtype);
  await writeSafetensors(join(folder, "model.safetensors"), tensors, dtype);
}
