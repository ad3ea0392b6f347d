import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SafetensorsFile } from "../checkpoints/safetensors.ts";
import { ShardedCheckpoint } from "../checkpoints/sharded.ts";
import { encodeGguf } from "../fixtures/encode-gguf.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { tinyConfig, tinyTensors } from "../fixtures/tiny-llama.ts";
import { AutoTokenizer } from "../tokenizer/auto-tokenizer.ts";
import type { ExportModel } from "./export-model.ts";
import { exportSafetensors, splitIntoShards } from "./export-safetensors.ts";

const tensors = Object.entries(tinyTensors());
const bytes = tensors.reduce((sum, [, { values }]) => sum + values.byteLength, 0);

function tinyModel(path: string): ExportModel {
  const list = tensors.map(([name, { shape, values }]) => ({ name, shape, read: async () => values }));
  return { path, config: tinyConfig, contextLength: 64, tensors: list };
}

test("files are filled one after the other, and a tensor that is larger than one has one of its own", () => {
  expect(splitIntoShards([3, 3, 3, 9, 1, 1], (size) => size, 6)).toEqual([[3, 3], [3], [9], [1, 1]]);
  expect(splitIntoShards([3], (size) => size, 2)).toEqual([[3]]);
});

test("a model in several files has an index that says where each parameter is, and how large all are", async () => {
  await using folder = await temporaryFolder();
  const files = await exportSafetensors(tinyModel(folder.path), folder.path, { maxShardSize: bytes / 3 });
  expect(files.length).toBeGreaterThan(2);
  const index = join(folder.path, "model.safetensors.index.json");
  expect(JSON.parse(await readFile(index, "utf8")).metadata).toEqual({ total_size: bytes });
  await using model = await ShardedCheckpoint.open(index, (path) => SafetensorsFile.open(path));
  for (const [name, { values }] of tensors) {
    const read = new Float32Array(values.length);
    await model.readInto(name, read);
    expect(read).toEqual(values);
  }
});

test("files of an earlier export are gone, since they would be loaded in place of the new ones", async () => {
  await using folder = await temporaryFolder();
  const weights = async () => (await readdir(folder.path)).filter((name) => name.includes("safetensors")).sort();
  await exportSafetensors(tinyModel(folder.path), folder.path, { maxShardSize: bytes / 2 });
  const sharded = await weights();
  expect(sharded).toContain("model.safetensors.index.json");
  await exportSafetensors(tinyModel(folder.path), folder.path);
  expect(await weights()).toEqual(["model.safetensors"]);
  await exportSafetensors(tinyModel(folder.path), folder.path, { maxShardSize: bytes / 2 });
  expect(await weights()).toEqual(sharded);
});

test("a model out of a GGUF file gets a tokenizer.json", async () => {
  await using folder = await temporaryFolder();
  const source = join(folder.path, "m.gguf");
  await writeFile(
    source,
    encodeGguf({
      "tokenizer.ggml.model": { type: "string", value: "llama" },
      "tokenizer.ggml.tokens": { type: "array", items: "string", value: ["<unk>", "<s>", "▁", "a", "▁a"] },
      "tokenizer.ggml.scores": { type: "array", items: "float32", value: [0, 0, -2, -2, -1] },
      "tokenizer.ggml.token_type": { type: "array", items: "int32", value: [2, 3, 1, 1, 1] },
      "tokenizer.ggml.bos_token_id": { type: "uint32", value: 1 },
      "tokenizer.chat_template": { type: "string", value: "{{ bos_token }}" },
    }),
  );
  const out = join(folder.path, "out");
  await exportSafetensors(tinyModel(source), out, { dtype: "BF16" });
  expect(JSON.parse(await readFile(join(out, "config.json"), "utf8")).torch_dtype).toBe("bfloat16");
  const tokenizer = await AutoTokenizer.fromPretrained(out);
  expect(tokenizer.encode("a a")).toEqual([1, 4, 4]);
  expect(tokenizer.applyChatTemplate([])).toBe("<s>");
});
