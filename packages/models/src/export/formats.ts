import { mkdir } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import type { CausalLM } from "../causal-lm.ts";
import { exportModel } from "./export-model.ts";
import { exportSafetensors } from "./export-safetensors.ts";
import { exportGguf } from "./gguf/export-gguf.ts";
import { exportOnnx } from "./onnx/export-onnx.ts";

export interface ExportOptions {
  /** Type of the weights, one of the format's `dtypes`. */
  dtype: string;
  /** Largest file of weights in bytes, where the format has several. Default 5e9. */
  maxShardSize?: number;
}

export interface ExportResult {
  /** Paths of the files with weights. */
  files: string[];
  /** In what a program that reads the format computes otherwise than the model does, a sentence each. */
  differences: string[];
}

/** A format that models are exported to. */
export interface ExportFormat {
  readonly name: string;
  /** One line: who reads it. */
  readonly description: string;
  /** Types that weights can have in it; the first is the default. */
  readonly dtypes: readonly [string, ...string[]];
  /**
   * @param output folder to write into; a format of one file takes its name, too
   * @throws ExportError when the format cannot hold the model
   */
  write(model: CausalLM, output: string, options: ExportOptions): Promise<ExportResult>;
}

const safetensors: ExportFormat = {
  name: "safetensors",
  description: "a folder for Python's transformers",
  dtypes: ["float32", "bfloat16"],
  async write(model, output, { dtype, ...options }) {
    const type = dtype === "bfloat16" ? "BF16" : "F32";
    return { files: await exportSafetensors(exportModel(model), output, { dtype: type, ...options }), differences: [] };
  },
};

const ggufDtypes = { float16: "F16", float32: "F32", q8_0: "Q8_0" } as const;

const gguf: ExportFormat = {
  name: "gguf",
  description: "a file for llama.cpp and what is built on it",
  dtypes: ["float16", "float32", "q8_0"],
  async write(model, output, { dtype }) {
    const source = exportModel(model);
    const type = ggufDtypes[dtype as keyof typeof ggufDtypes];
    // Named as llama.cpp's converter names it, unless the output has a name of its own.
    const isFile = extname(output) === ".gguf";
    const path = isFile ? output : join(output, `${basename(resolve(source.path), ".gguf")}-${type}.gguf`);
    await mkdir(dirname(path), { recursive: true });
    return { files: [path], differences: await exportGguf(source, path, { dtype: type }) };
  },
};

const onnx: ExportFormat = {
  name: "onnx",
  description: "a folder for transformers.js' text-generation pipeline",
  dtypes: ["float32"],
  async write(model, output) {
    const scalesByLength = model.architecture.kinds.some(({ rotary }) => {
      if (!rotary) return false;
      const [short, long] = [1, model.architecture.maxPositions].map((length) => rotary.inverseFrequencies(length));
      return short!.some((frequency, index) => frequency !== long![index]);
    });
    const difference =
      "rotary positions are scaled by the length of a sequence here; in the file they are a short one's";
    return { files: await exportOnnx(model, output), differences: scalesByLength ? [difference] : [] };
  },
};

/** Every format, by which `neftune export` is made. */
export const exportFormats: readonly ExportFormat[] = [safetensors, gguf, onnx];
