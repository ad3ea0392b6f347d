import { basename, resolve } from "node:path";
import { type Llama3Scaling, llama3Factors } from "../../checkpoints/gguf/llama3-scaling.ts";
import { type GgufNaming, ggufNamings } from "../../checkpoints/gguf/naming.ts";
import { ExportError } from "../../errors/export-error.ts";
import { findTokenizerFiles } from "../../tokenizer/tokenizer-files.ts";
import type { ExportModel } from "../export-model.ts";
import { fileTypes, type GgufDtype, ggufElementTypes } from "./element-types.ts";
import { checkLimits } from "./limits.ts";
import { modelMetadata, ropeOf, rotaryDimension } from "./model-metadata.ts";
import { ggufTensor, vectorTensor } from "./tensors.ts";
import { tokenizerMetadata } from "./tokenizer-metadata.ts";
import { type GgufTensorToWrite, writeGguf } from "./write-gguf.ts";

export interface GgufExportOptions {
  /** Type of the matrices; norms, biases and positions are always F32. Default F16, as llama.cpp's converter has it. */
  dtype?: GgufDtype;
}

/**
 * Writes a model and its tokenizer as llama.cpp's converter does. A folder without a tokenizer becomes a file without one.
 *
 * @param path of the file
 * @returns in what llama.cpp computes otherwise than the model does, a sentence each
 * @throws ExportError when llama.cpp does not have the architecture or the tokenizer, or has it in another way
 * @throws CheckpointError when the tokenizer cannot be read
 */
export async function exportGguf(
  model: ExportModel,
  path: string,
  { dtype = "F16" }: GgufExportOptions = {},
): Promise<string[]> {
  const { config } = model;
  const [architecture, naming] = namingOf(config.model_type);
  const differences = checkLimits(architecture, config);
  const embedding = `${naming.modules.token_embd}.weight`;
  const vocabSize = model.tensors.find(({ name }) => name === embedding)?.shape[0];
  if (vocabSize === undefined) throw new ExportError(`the model has no ${embedding}`);
  const tokenizer = await findTokenizerFiles(model.path);
  const heads = Number(config.num_attention_heads ?? config.n_head);
  const counts = { heads, kvHeads: Number(config.num_key_value_heads ?? heads) };
  const metadata = {
    "general.architecture": architecture,
    "general.type": "model",
    "general.name": basename(resolve(model.path)),
    "general.file_type": { uint32: fileTypes[dtype] },
    "general.quantization_version": { uint32: 2 },
    ...modelMetadata(architecture, config, { vocabSize, contextLength: model.contextLength }),
    ...(tokenizer ? tokenizerMetadata(tokenizer, vocabSize) : { "tokenizer.ggml.model": "no_vocab" }),
  };
  const tensors = [
    ...ropeTensors(config),
    ...model.tensors.map((tensor) => ggufTensor(naming, tensor, counts, ggufElementTypes[dtype])),
  ];
  await writeGguf(path, metadata, tensors);
  return differences;
}

/** Mistral's models are Llama's there. */
function namingOf(modelType: unknown): [string, GgufNaming] {
  const wanted = modelType === "mistral" ? "llama" : modelType;
  const found = Object.entries(ggufNamings).find(([, naming]) => naming.modelType === wanted);
  if (found) return found;
  const known = Object.values(ggufNamings).map((naming) => naming.modelType);
  throw new ExportError(`llama.cpp does not have ${modelType}; GGUF holds ${known.join(", ")} and mistral`);
}

/** Rotary frequencies that are scaled one by one are divided by the factors in these tensors. */
function ropeTensors(config: Readonly<Record<string, unknown>>): GgufTensorToWrite[] {
  const { theta, scaling } = ropeOf(config);
  const type = scaling.rope_type ?? scaling.type;
  if (type === "longrope")
    return (["long", "short"] as const).map((which) =>
      vectorTensor(`rope_factors_${which}.weight`, Float32Array.from(scaling[`${which}_factor`] as number[])),
    );
  if (type !== "llama3") return [];
  const heads = Number(config.num_attention_heads);
  const headDim = Number(config.head_dim ?? Number(config.hidden_size) / heads);
  const pairs = rotaryDimension(config, headDim) / 2;
  const factors = llama3Factors(scaling as unknown as Llama3Scaling, pairs, theta);
  return [vectorTensor("rope_freqs.weight", Float32Array.from(factors))];
}
