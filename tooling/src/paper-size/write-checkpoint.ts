import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type config, type NamedShape, tensors } from "./llama-2-7b.ts";

/** Bytes of a file at the most, as transformers splits them. */
const shardSize = 5e9;
/** Numbers that are written over and over, from another place each time. */
const period = 1 << 22;

/**
 * Writes a checkpoint of random numbers: safetensors in bfloat16, in several files, matrices as wide as they are when training
 * begins, norms at one.
 *
 * @returns its bytes
 */
export async function writeCheckpoint(folder: string, settings: typeof config): Promise<number> {
  const shards = split(tensors(settings));
  const weight_map: Record<string, string> = {};
  const numbers = randomBfloat16(settings.initializer_range);
  let total = 0;
  for (const [index, shard] of shards.entries()) {
    const file = `model-${ordinal(index + 1)}-of-${ordinal(shards.length)}.safetensors`;
    for (const { name } of shard) weight_map[name] = file;
    total += await writeShard(join(folder, file), shard, numbers);
  }
  const index = { metadata: { total_size: total }, weight_map };
  await writeFile(join(folder, "model.safetensors.index.json"), JSON.stringify(index));
  await writeFile(join(folder, "config.json"), JSON.stringify(settings));
  return total;
}

const ordinal = (count: number) => String(count).padStart(5, "0");

function bytesOf({ shape }: NamedShape): number {
  return 2 * shape.reduce((product, dimension) => product * dimension, 1);
}

function split(all: readonly NamedShape[]): NamedShape[][] {
  const shards: NamedShape[][] = [[]];
  let size = 0;
  for (const tensor of all) {
    if (size + bytesOf(tensor) > shardSize) {
      shards.push([]);
      size = 0;
    }
    shards.at(-1)!.push(tensor);
    size += bytesOf(tensor);
  }
  return shards;
}

async function writeShard(path: string, shard: readonly NamedShape[], numbers: Uint16Array): Promise<number> {
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  let end = 0;
  for (const tensor of shard) {
    header[tensor.name] = { dtype: "BF16", shape: tensor.shape, data_offsets: [end, end + bytesOf(tensor)] };
    end += bytesOf(tensor);
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = new DataView(new ArrayBuffer(8));
  length.setBigUint64(0, BigInt(json.length), true);
  await using file = await open(path, "w");
  await file.writeFile(new Uint8Array(length.buffer));
  await file.writeFile(json);
  // 1 in bfloat16.
  const ones = new Uint16Array(1 << 15).fill(0x3f80);
  let begin = 0;
  for (const tensor of shard) {
    const source = tensor.shape.length === 1 ? ones : numbers;
    begin = (begin + 7919) % source.length;
    for (let left = bytesOf(tensor) / 2; left > 0; begin = 0) {
      const part = source.subarray(begin, Math.min(source.length, begin + left));
      await file.writeFile(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
      left -= part.length;
    }
  }
  return end;
}

/** Of a normal distribution (Box and Muller 1958), the same each time. */
function randomBfloat16(deviation: number): Uint16Array {
  let state = 1;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const values = Float32Array.from(
    { length: period },
    () => deviation * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
  return Uint16Array.from(new Uint32Array(values.buffer), (bits) => bits >>> 16);
}
