import type { CausalLM } from "../causal-lm.ts";
import { wholeModel } from "../checkpoints/whole-model.ts";
import type { TensorToWrite } from "../checkpoints/write-safetensors.ts";
import { ExportError } from "../errors/export-error.ts";

/** A model as the formats take it: nothing of it is in memory before its turn comes. */
export interface ExportModel {
  /** Folder with the tokenizer's files, or a GGUF file. */
  readonly path: string;
  /** config.json as it was. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The longest sequence that it was made for, in tokens. */
  readonly contextLength: number;
  /** Every parameter under Hugging Face's name, in the order of the architecture. */
  readonly tensors: readonly TensorToWrite[];
}

/**
 * A model with the values that its parameters have now.
 *
 * @throws ExportError when the model was not loaded from a folder, has an adapter that is not merged, or is in 4 bits
 */
export function exportModel(model: CausalLM): ExportModel {
  const { architecture, source } = model;
  if (!source) throw new ExportError("a model that was not loaded from a folder has no config.json to export");
  if (model.adapter && !model.isMerged)
    throw new ExportError("the model's adapter is not merged into it: merge it first");
  if (model.quantized) throw new ExportError("a model whose weights are in 4 bits cannot be exported");
  const { tensors, isUntied } = wholeModel(model);
  const config = isUntied ? { ...source.config, tie_word_embeddings: false } : source.config;
  return { path: source.folder, config, contextLength: architecture.maxPositions, tensors };
}
