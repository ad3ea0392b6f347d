import { dirname, join } from "node:path";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import type { Checkpoint, StoredTensor } from "./checkpoint.ts";
import { FileReader } from "./file-reader.ts";

/** An index longer than this is taken for a lie; that of a model of a trillion parameters has about 10 MB. */
const maxIndexBytes = 100_000_000;

/** All shards are open at once. */
const maxShards = 512;

/** A checkpoint in several files, with an index that says which has what. */
export class ShardedCheckpoint implements Checkpoint {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  private readonly shards: readonly Checkpoint[];
  private readonly owners: ReadonlyMap<string, Checkpoint>;

  private constructor(path: string, owners: ReadonlyMap<string, Checkpoint>, shards: readonly Checkpoint[]) {
    this.path = path;
    this.owners = owners;
    this.shards = shards;
    this.tensors = new Map([...owners].map(([name, shard]) => [name, shard.tensors.get(name)!] as const));
  }

  /**
   * @param index path of the JSON file with a `weight_map`
   * @param openShard opens one of the files that it names, which lie beside it
   * @throws CheckpointError when the index is damaged, shards are missing, or one has not what the index says
   */
  static async open(index: string, openShard: (path: string) => Promise<Checkpoint>): Promise<ShardedCheckpoint> {
    const map = await readWeightMap(index);
    const shards = new Map<string, Checkpoint>();
    try {
      await openAll(index, [...new Set(map.values())].sort(), openShard, shards);
      const owners = new Map<string, Checkpoint>();
      for (const [name, file] of map) {
        const shard = shards.get(file)!;
        if (!shard.tensors.has(name))
          throw new CheckpointError(`${shard.path} has no tensor ${name}, which ${index} says it has`);
        owners.set(name, shard);
      }
      // What the index forgot is there all the same, as it is for transformers.
      for (const shard of shards.values())
        for (const name of shard.tensors.keys()) if (!owners.has(name)) owners.set(name, shard);
      return new ShardedCheckpoint(index, owners, [...shards.values()]);
    } catch (error) {
      for (const shard of shards.values()) await shard.close();
      throw error;
    }
  }

  async readInto(name: string, into: Float32Array, offset = 0): Promise<void> {
    const shard = this.owners.get(name);
    if (!shard) throw new CheckpointError(`${this.path} has no tensor ${name}`);
    await shard.readInto(name, into, offset);
  }

  async close(): Promise<void> {
    for (const shard of this.shards) await shard.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Opens the files into `shards`; those that are missing are named together. */
async function openAll(
  index: string,
  files: readonly string[],
  openShard: (path: string) => Promise<Checkpoint>,
  shards: Map<string, Checkpoint>,
): Promise<void> {
  const missing: string[] = [];
  for (const file of files) {
    try {
      shards.set(file, await openShard(join(dirname(index), file)));
    } catch (error) {
      if (((error as Error).cause as NodeJS.ErrnoException | undefined)?.code !== "ENOENT") throw error;
      missing.push(file);
    }
  }
  if (missing.length > 0)
    throw new CheckpointError(
      `${missing.length} of ${files.length} files that ${index} names are missing: ${missing.join(", ")}`,
    );
}

/** The file of each tensor. */
async function readWeightMap(path: string): Promise<Map<string, string>> {
  await using file = await FileReader.open(path);
  if (file.size > maxIndexBytes)
    throw new CheckpointError(`${path} has ${file.size} bytes; an index has at most ${maxIndexBytes}`);
  let index: { weight_map?: unknown } | null;
  try {
    index = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(await file.bytes(0, file.size)));
  } catch (cause) {
    throw new CheckpointError(`${path} is not valid JSON: ${(cause as Error).message}`, { cause });
  }
  const entries = index?.weight_map;
  if (typeof entries !== "object" || entries === null || Array.isArray(entries))
    throw new CheckpointError(`${path} has no weight_map`);
  const map = new Map<string, string>();
  for (const [name, shard] of Object.entries(entries)) {
    if (typeof shard !== "string" || !isFileName(shard))
      throw new CheckpointError(`${path}: ${name} is said to be in ${JSON.stringify(shard)}, which is no file name`);
    map.set(name, shard);
  }
  const count = new Set(map.values()).size;
  if (count === 0) throw new CheckpointError(`${path} has an empty weight_map`);
  if (count > maxShards) throw new CheckpointError(`${path} names ${count} files, at most ${maxShards} are supported`);
  return map;
}

/** A file beside the index: nothing that leads out of its folder. */
function isFileName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !/[/\\\0]/.test(name);
}
