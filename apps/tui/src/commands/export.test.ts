import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openModel, readGgufMetadata } from "@neftune/models";
import { isMissing, readGolden, sharedData, writeTinyLlama } from "@neftune/models/fixtures";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../fixtures/run-command.ts";

let folder: string;
const path = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "neftune-export-"));
  await writeTinyLlama(path("model"));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...args: string[]) {
  const command = runCommand("export", ...args);
  const { code } = await command.ended;
  return { code, stdout: command.stdout, stderr: command.stderr.replaceAll(folder, "m") };
}

test("a folder for transformers, in as many files as asked", async () => {
  const args = ["--format", "safetensors", "--model_name_or_path", path("model"), "-o", path("out")];
  const { code, stdout } = await run(...args, "--dtype", "bfloat16", "--max_shard_size", "10KB", "--json");
  expect(code).toBe(0);
  const told = JSON.parse(stdout);
  expect(told).toMatchObject({ format: "safetensors", dtype: "bfloat16", outputDir: path("out"), differences: [] });
  expect(told.files.length).toBeGreaterThan(1);
  expect(await readdir(path("out"))).toEqual(
    expect.arrayContaining(["config.json", "model.safetensors.index.json", "tokenizer.json"]),
  );
});

test("a file for llama.cpp, without a tokenizer where the folder has none", async () => {
  await writeTinyLlama(path("model"));
  await rm(path("model/tokenizer.json"));
  const { code, stdout } = await run("--format=gguf", "--model-name-or-path", path("model"), "-o", path("out"));
  expect(stdout).toBe(`wrote ${path("out/model-F16.gguf")}\n`);
  expect(code).toBe(0);
  expect((await readGgufMetadata(path("out/model-F16.gguf"))).architecture).toBe("llama");
});

const golden = "golden/architectures/llama_gqa_tied";

test.skipIf(isMissing(golden))("an adapter is merged first: W + (alpha / r) · B · A", async () => {
  const base = join(sharedData, golden);
  const options = ["--model_name_or_path", base, "--adapter_name_or_path", join(base, "adapter"), "-o", path("merged")];
  expect((await run("--format", "safetensors", ...options)).code).toBe(0);
  const at = "model.layers.0.self_attn.q_proj";
  const read = async (file: string, name: string) => {
    const { checkpoint } = await openModel(file);
    await using weights = checkpoint;
    const { shape } = weights.tensors.get(name)!;
    const values = new Float32Array(shape[0]! * shape[1]!);
    await weights.readInto(name, values);
    return { values, shape };
  };
  await cp(join(base, "config.json"), path("adapter/config.json"));
  await cp(join(base, "adapter/adapter_model.safetensors"), path("adapter/model.safetensors"));
  const [w, merged] = [await read(base, `${at}.weight`), await read(path("merged"), `${at}.weight`)];
  const a = await read(path("adapter"), `base_model.model.${at}.lora_A.weight`);
  const b = await read(path("adapter"), `base_model.model.${at}.lora_B.weight`);
  const { r, lora_alpha: alpha } = readGolden<{ r: number; lora_alpha: number }>(
    `${golden}/adapter/adapter_config.json`,
  );
  const width = w.shape[1]!;
  for (const [index, value] of merged.values.entries()) {
    const [row, column] = [Math.floor(index / width), index % width];
    let update = 0;
    for (let k = 0; k < r; k++) update += b.values[row * r + k]! * a.values[k * width + column]!;
    expect(value).toBeCloseTo(w.values[index]! + (alpha / r) * update, 5);
  }
});

test.each<[string, string[], RegExp]>([
  ["nothing", [], /^neftune: --format is missing: safetensors, gguf or onnx is wanted\n$/],
  ["an unknown format", ["--format", "onyx"], /^neftune: .*safetensors, gguf or onnx/],
  ["no folder", ["--format", "gguf", "--model_name_or_path", "M"], /^neftune: --output_dir is missing: /],
  [
    "another format's type",
    ["--format", "safetensors", "--dtype", "q8_0", "--model_name_or_path", "M", "-o", "O"],
    /--dtype q8_0 is none of safetensors's, which are float32, bfloat16\n$/,
  ],
  [
    "no size",
    ["--format", "gguf", "--max_shard_size", "x", "--model_name_or_path", "M", "-o", "O"],
    /--max_shard_size is x, a size /,
  ],
  ["a model that is not there", ["--format", "gguf", "--model_name_or_path", "./no/model", "-o", "O"], /no\/model/],
  ["its own folder", ["--format", "safetensors", "--model_name_or_path", ".", "-o", "."], /is the model's own folder/],
  ["a word", ["demo"], /export takes no word, and demo is one\n$/],
])("asking for %s is refused in one line", async (_, args, message) => {
  const { code, stderr, stdout } = await run(...args);
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd()).not.toContain("\n");
  expect([code, stdout]).toEqual([2, ""]);
});

test("--help lists the keys", async () => {
  const { code, stdout } = await run("--help");
  expect(code).toBe(0);
  expect(stdout).toMatch(/--format[\s\S]*--output_dir[\s\S]*--dtype[\s\S]*--max_shard_size/);
});
