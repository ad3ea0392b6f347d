import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import { encodeFloats } from "../fixtures/encode-safetensors.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { SafetensorsFile } from "./safetensors.ts";
import { ShardedCheckpoint } from "./sharded.ts";

const shards = [
  "model-00001-of-00003.safetensors",
  "model-00002-of-00003.safetensors",
  "model-00003-of-00003.safetensors",
];

/** Three files of a tensor each, and an index that says so. */
async function writeShards(folder: string, index: unknown = undefined): Promise<string> {
  const map: Record<string, string> = {};
  for (const [number, file] of shards.entries()) {
    const tensor = { shape: [2], values: Float32Array.of(number, -number) };
    await writeFile(join(folder, file), encodeFloats({ [`t${number}`]: tensor }));
    map[`t${number}`] = file;
  }
  const path = join(folder, "model.safetensors.index.json");
  await writeFile(path, typeof index === "string" ? index : JSON.stringify(index ?? { metadata: {}, weight_map: map }));
  return path;
}

const open = (path: string) => ShardedCheckpoint.open(path, (shard) => SafetensorsFile.open(shard));

test("each tensor out of the file that has it", async () => {
  await using folder = await temporaryFolder();
  await using checkpoint = await open(await writeShards(folder.path));
  const values = new Float32Array(2);
  for (const [number, file] of shards.entries()) {
    expect(checkpoint.tensors.get(`t${number}`)).toMatchObject({ shape: [2], file: join(folder.path, file) });
    await checkpoint.readInto(`t${number}`, values);
    expect([...values]).toEqual([number, -number]);
  }
});

test("a tensor that the index forgot is there all the same", async () => {
  await using folder = await temporaryFolder();
  await using checkpoint = await open(await writeShards(folder.path, { weight_map: { t0: shards[0] } }));
  expect([...checkpoint.tensors.keys()]).toEqual(["t0"]);
  await writeFile(
    join(folder.path, shards[0]!),
    encodeFloats({ t0: { shape: [1], values: Float32Array.of(1) }, more: { shape: [1], values: Float32Array.of(2) } }),
  );
  await using other = await open(await writeIndex(folder.path));
  expect([...other.tensors.keys()]).toEqual(["t0", "more"]);
});

async function writeIndex(folder: string): Promise<string> {
  const path = join(folder, "model.safetensors.index.json");
  await writeFile(path, JSON.stringify({ weight_map: { t0: shards[0] } }));
  return path;
}

describe("is refused in one line:", () => {
  test("missing files, all of them named", async () => {
    await using folder = await temporaryFolder();
    const index = await writeShards(folder.path);
    for (const file of shards.slice(1)) await rm(join(folder.path, file));
    await expect(open(index)).rejects.toThrow(
      `2 of 3 files that ${index} names are missing: ${shards[1]}, ${shards[2]}`,
    );
  });

  test.each<[string, unknown, RegExp]>([
    ["no JSON", '{"weight_map": {', /index\.json is not valid JSON: /],
    ["null", "null", /index\.json has no weight_map$/],
    ["no map", { weight_map: [] }, /index\.json has no weight_map$/],
    ["an empty map", { weight_map: {} }, /index\.json has an empty weight_map$/],
    [
      "a path out of the folder",
      { weight_map: { x: "../../etc/passwd" } },
      /x is said to be in "\.\.\/\.\.\/etc\/passwd", which/,
    ],
    ["the folder above", { weight_map: { x: ".." } }, /x is said to be in "\.\.", which is no file name$/],
    ["no name", { weight_map: { x: 5 } }, /x is said to be in 5, which is no file name$/],
    [
      "a tensor in another file",
      { weight_map: { t1: shards[0] } },
      /00001-of-00003\.safetensors has no tensor t1, which .* says/,
    ],
    [
      "many files",
      { weight_map: Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`t${index}`, `s${index}`])) },
      /names 600 files, at most 512 are supported$/,
    ],
  ])("%s", async (_, index, message) => {
    await using folder = await temporaryFolder();
    const error = await open(await writeShards(folder.path, index)).catch((caught: unknown) => caught);
    if (!CheckpointError.isInstance(error)) throw new Error("nothing was refused", { cause: error });
    expect(error.message).toMatch(message);
  });
});
