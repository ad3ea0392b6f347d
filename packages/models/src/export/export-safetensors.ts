import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { sizeOf } from "../checkpoints/checkpoint.ts";
import { floatTypeBytes } from "../checkpoints/float-types.ts";
import { writeConfig, writeJson, writeTokenizerFiles } from "../checkpoints/model-files.ts";
import { type TensorToWrite, writeSafetensors } from "../checkpoints/write-safetensors.ts";
import type { ExportModel } from "./export-model.ts";

export interface SafetensorsExportOptions {
  /** Type of the weights. Default F32. */
  dtype?: "F32" | "BF16";
  /** Largest file, in bytes; only a single tensor that is larger makes a larger one. Default 5e9. */
  maxShardSize?: number;
}

const indexName = "model.safetensors.index.json";
const weightFiles = /^model(-\d{5}-of-\d{5})?\.safetensors$/;

/**
 * Writes a folder that Python's transformers loads. Weights that are larger than `maxShardSize` together are written in several
 * files with an index, as transformers does it.
 *
 * @returns the files with weights
 */
export async function exportSafetensors(
  model: ExportModel,
  folder: string,
  { dtype = "F32", maxShardSize = 5e9 }: SafetensorsExportOptions = {},
): Promise<string[]> {
  await writeTokenizerFiles(model.path, folder);
  await writeConfig(model.config, folder, dtype);
  const bytesOf = ({ shape }: TensorToWrite) => sizeOf(shape) * floatTypeBytes[dtype];
  const shards = splitIntoShards(model.tensors, bytesOf, maxShardSize);
  const names = shards.map((_, index) => shardName(index, shards.length));
  for (const [index, shard] of shards.entries()) await writeSafetensors(join(folder, names[index]!), shard, dtype);
  if (shards.length > 1) {
    const entries = shards.flatMap((shard, index) => shard.map(({ name }) => [name, names[index]!] as const));
    await writeJson(join(folder, indexName), {
      metadata: { total_size: model.tensors.reduce((sum, tensor) => sum + bytesOf(tensor), 0) },
      weight_map: Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))),
    });
  }
  await removeOthers(folder, shards.length > 1 ? [...names, indexName] : names);
  return names.map((name) => join(folder, name));
}

/** Fills one file after the other, in order. */
export function splitIntoShards<T>(tensors: readonly T[], bytesOf: (tensor: T) => number, maxShardSize: number): T[][] {
  const shards: T[][] = [[]];
  let size = 0;
  for (const tensor of tensors) {
    const bytes = bytesOf(tensor);
    if (size > 0 && size + bytes > maxShardSize) {
      shards.push([]);
      size = 0;
    }
    shards.at(-1)!.push(tensor);
    size += bytes;
  }
  return shards;
}

function shardName(index: number, count: number): string {
  if (count === 1) return "model.safetensors";
  const digits = (value: number) => String(value).padStart(5, "0");
  return `model-${digits(index + 1)}-of-${digits(count)}.safetensors`;
}

/** Weights of an earlier export would be loaded in place of these. */
async function removeOthers(folder: string, kept: readonly string[]): Promise<void> {
  for (const name of await readdir(folder))
    if ((weightFiles.test(name) || name === indexName) && !kept.includes(name)) await rm(join(folder, name));
}
