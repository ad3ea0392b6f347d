import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { CausalLM } from "../../causal-lm.ts";
import { copyModelFiles } from "../../checkpoints/save-pretrained.ts";
import { writeFileWhole } from "../../checkpoints/write-file.ts";
import { CheckpointError } from "../../errors/checkpoint-error.ts";
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
 * @throws CheckpointError when the model was not loaded from a folder
 */
export async function exportOnnx(
  model: CausalLM,
  folder: string,
  { externalDataAbove }: OnnxExportOptions = {},
): Promise<string[]> {
  const { source } = model;
  if (!source) throw new CheckpointError("a model that was not loaded from a folder has no config.json to export");
  const place = join(folder, "onnx");
  await mkdir(place, { recursive: true });
  const { graph, inputs, outputs } = onnxGraph(model);
  const files = await writeOnnx(place, graph, { inputs, outputs }, externalDataAbove);
  await copyModelFiles(source.folder, folder);
  const settings = {
    // In a browser it would else look for a file of 8 bits.
    dtype: "fp32",
    ...(files.length > 1 ? { use_external_data_format: { "model.onnx": 1 } } : {}),
  };
  const config = { ...source.config, "transformers.js_config": settings };
  await writeFileWhole(join(folder, "config.json"), async (handle) => {
    await handle.writeFile(`${JSON.stringify(config, null, 2)}\n`);
  });
  return files.map((name) => join(place, name));
}
