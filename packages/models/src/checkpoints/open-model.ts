import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { GgufFile } from "./gguf/gguf-file.ts";
import { ModelConfig } from "./model-config.ts";
import { PyTorchFile } from "./pytorch/pytorch-file.ts";
import { SafetensorsFile } from "./safetensors.ts";
import { ShardedCheckpoint } from "./sharded.ts";

/** A model as it lies in a folder or a file. Nothing of its weights is in memory. */
export interface StoredModel {
  readonly config: ModelConfig;
  /** The caller's to close. */
  readonly checkpoint: Checkpoint;
}

/** Files that weights lie in, in the order in which they are preferred: transformers' order. */
const forms: readonly (readonly [name: string, open: (path: string) => Promise<Checkpoint>])[] = [
  ["model.safetensors", (path) => SafetensorsFile.open(path)],
  ["model.safetensors.index.json", (path) => ShardedCheckpoint.open(path, (shard) => SafetensorsFile.open(shard))],
  ["pytorch_model.bin", (path) => PyTorchFile.open(path)],
  ["pytorch_model.bin.index.json", (path) => ShardedCheckpoint.open(path, (shard) => PyTorchFile.open(shard))],
];

/**
 * Opens a model's folder, or a .gguf file.
 *
 * @param path a folder with config.json and weights as safetensors, PyTorch's files or GGUF, preferred in that order; a
 *   folder with one .gguf file, which needs no config.json; or a .gguf file
 * @throws CheckpointError when there is no such model, or one of its files is damaged
 */
export async function openModel(path: string): Promise<StoredModel> {
  if (isGguf(path) && (await stat(path).catch(() => null))?.isFile()) return openGguf(path, null);
  const files: string[] = await readdir(path).catch(() => []);
  const form = forms.find(([name]) => files.includes(name));
  const ggufs = files.filter(isGguf).sort();
  if (!form && ggufs.length > 1)
    throw new CheckpointError(`${path} has several models: ${ggufs.join(", ")}; give the path of one of them`);
  if (!form && ggufs.length === 1) {
    const config = files.includes("config.json") ? await ModelConfig.read(path) : null;
    return openGguf(join(path, ggufs[0]!), config);
  }
  const config = await ModelConfig.read(path);
  if (!form) {
    const names = forms.map(([name]) => name).join(", ");
    throw new CheckpointError(`${path} has no weights: none of ${names}, and no .gguf file`);
  }
  const [name, open] = form;
  return { config, checkpoint: await open(join(path, name)) };
}

/** The .gguf file that a path names, or that lies alone of its kind in the folder that it names; null where there is none. */
export async function findGguf(path: string): Promise<string | null> {
  if (isGguf(path) && (await stat(path).catch(() => null))?.isFile()) return path;
  const files = (await readdir(path).catch((): string[] => [])).filter(isGguf);
  return files.length === 1 ? join(path, files[0]!) : null;
}

/** @param config what the folder says of the model, which is more than the file does; null where it says nothing */
async function openGguf(path: string, config: ModelConfig | null): Promise<StoredModel> {
  const checkpoint = await GgufFile.open(path);
  return { checkpoint, config: config ?? new ModelConfig(path, checkpoint.config) };
}

function isGguf(path: string): boolean {
  return basename(path).toLowerCase().endsWith(".gguf");
}
