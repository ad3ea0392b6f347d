import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Device, openDevice } from "@neftune/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AutoModelForCausalLM } from "../auto-model.ts";
import type { CausalLM } from "../causal-lm.ts";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { tinyConfig, tinyTensors, writeTinyLlama } from "../fixtures/tiny-llama.ts";
import { bfloat16ToFloat32, float32ToBfloat16 } from "./float-types.ts";
import { SafetensorsFile } from "./safetensors.ts";
import { savePretrained } from "./save-pretrained.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let device: Device;
let model: CausalLM;
const at = (...names: string[]) => join(folder.path, ...names);

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeTinyLlama(at("source"));
  device = await openDevice("tfjs");
  model = await AutoModelForCausalLM.fromPretrained(at("source"), { device });
});

afterAll(() => folder[Symbol.asyncDispose]());

async function readTensors(path: string): Promise<Record<string, { shape: number[]; values: Float32Array }>> {
  await using file = await SafetensorsFile.open(join(path, "model.safetensors"));
  const tensors: Record<string, { shape: number[]; values: Float32Array }> = {};
  for (const [name, { shape }] of file.tensors) tensors[name] = { shape: [...shape], values: await file.read(name) };
  return tensors;
}

const readConfig = async (path: string) => JSON.parse(await readFile(join(path, "config.json"), "utf8"));

test("everything that the model came with goes along, weights bit for bit", async () => {
  await savePretrained(model, at("out"));
  expect((await readdir(at("out"))).sort()).toEqual((await readdir(at("source"))).sort());
  expect(await readTensors(at("out"))).toEqual(tinyTensors());
  expect(await readConfig(at("out"))).toEqual(tinyConfig);
  for (const file of ["tokenizer.json", "tokenizer_config.json", "generation_config.json"])
    expect(await readFile(at("out", file))).toEqual(await readFile(at("source", file)));
});

test("in bfloat16 the weights are rounded and config.json says so", async () => {
  await savePretrained(model, at("half"), { dtype: "BF16" });
  expect(await readConfig(at("half"))).toEqual({ ...tinyConfig, torch_dtype: "bfloat16" });
  const stored = await readTensors(at("half"));
  for (const [name, { values }] of Object.entries(tinyTensors()))
    expect(stored[name]!.values).toEqual(bfloat16ToFloat32(float32ToBfloat16(values)));
});

test("transformers 5's dtype is changed where config.json has that spelling", async () => {
  const { torch_dtype, ...config } = tinyConfig;
  await writeTinyLlama(at("new"));
  await writeFile(at("new", "config.json"), JSON.stringify({ ...config, dtype: "float16" }));
  const other = await AutoModelForCausalLM.fromPretrained(at("new"), { device });
  await savePretrained(other, at("new-out"));
  expect(await readConfig(at("new-out"))).toEqual({ ...config, dtype: "float32" });
});

test("files that the model's folder does not have are not asked for", async () => {
  await writeTinyLlama(at("bare"));
  for (const file of ["tokenizer.json", "tokenizer_config.json", "generation_config.json"]) await rm(at("bare", file));
  const other = await AutoModelForCausalLM.fromPretrained(at("bare"), { device });
  await savePretrained(other, at("bare-out"));
  expect((await readdir(at("bare-out"))).sort()).toEqual(["config.json", "model.safetensors"]);
});

test("a model can be saved over the folder that it came from", async () => {
  await writeTinyLlama(at("same"));
  const other = await AutoModelForCausalLM.fromPretrained(at("same"), { device });
  await savePretrained(other, at("same"));
  expect(await readTensors(at("same"))).toEqual(tinyTensors());
  expect(await readFile(at("same", "tokenizer.json"))).toEqual(await readFile(at("source", "tokenizer.json")));
});

test("weights that cannot be written leave no half of them", async () => {
  await mkdir(at("full", "model.safetensors"), { recursive: true });
  await expect(savePretrained(model, at("full"))).rejects.toThrow();
  expect((await readdir(at("full"))).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test("a model that came from no folder has nothing to save beside its weights", async () => {
  const homeless = { ...model, source: null } as CausalLM;
  const error = await savePretrained(homeless, at("none")).catch((caught: unknown) => caught);
  expect(CheckpointError.isInstance(error)).toBe(true);
});

test("a chat template of its own goes along with the model that was trained with it", async () => {
  await savePretrained(model, at("with-template"), { chatTemplate: "{{ messages }}" });
  expect(await readFile(at("with-template", "chat_template.jinja"), "utf8")).toBe("{{ messages }}");
});
