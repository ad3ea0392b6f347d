import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { CausalLM } from "../../causal-lm.ts";
import { writeJson, writeTokenizerFiles } from "../../checkpoints/model-files.ts";
import { ExportError } from "../../errors/export-error.ts";
import { onnxGraph } from "./onnx-graph.ts";
import { writeOnnx } from "./write-onnx.ts";

export interface OnnxExportOptions {
  /** Bytes of weights beyond which they are written to a file of their own, model.onnx_data. Default 2e9; protobuf allows no more. */
  readonly externalDataAbove?: number;
}

/**
 * Writes a folder that transformers.js' text-generation pipeline loads: onnx/model.onnx, in float32 and with the key/value cache, and
 * the tokenizer's files; config.json tells the pipeline what there is.
 *
 * @returns paths of the files with weights
 * @throws ExportError when the model was not loaded from a folder, or its weights are in 4 bits
 */
export async function exportOnnx(
  model: CausalLM,
  folder: string,
  { externalDataAbove }: OnnxExportOptions = {},
): Promise<string[]> {
  const { source } = model;
  if (!source) throw new ExportError("a model that was not loaded from a folder has no config.json to export");
  if (model.quantized) throw new ExportError("weights in 4 bits cannot be exported to ONNX; load the model in float32");
  const place = join(folder, "onnx");
  await mkdir(place, { recursive: true });
  const { graph, inputs, outputs } = onnxGraph(model);
  const files = await writeOnnx(place, graph, { inputs, outputs }, externalDataAbove);
  await writeTokenizerFiles(source.folder, folder);
  const settings = {
    // In a browser it would else look for a file of 8 bits.
    dtype: "fp32",
    ...(files.length > 1 ? { use_external_data_format: { "model.onnx": 1 } } : {}),
  };
  const config = { ...source.config, "transformers.js_config": settings };
  await writeJson(join(folder, "config.json"), config);
  return files.map((name) => join(place, name));
}
