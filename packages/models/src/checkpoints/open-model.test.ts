import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openDevice } from "@neftune/engine";
import { expect, test } from "vitest";
import { AutoModelForCausalLM } from "../auto-model.ts";
import { encodeFloats } from "../fixtures/encode-safetensors.ts";
import { encodeTorchFloats } from "../fixtures/encode-torch.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { encodeTinyGguf, tinyConfig, tinyTensors, writeTinyLlama } from "../fixtures/tiny-llama.ts";
import { openModel } from "./open-model.ts";

const tensors = tinyTensors();
const first = Object.fromEntries(Object.entries(tensors).slice(0, 7));
const second = Object.fromEntries(Object.entries(tensors).slice(7));
const indexOf = (a: string, b: string) =>
  JSON.stringify({
    weight_map: {
      ...Object.fromEntries(Object.keys(first).map((name) => [name, a])),
      ...Object.fromEntries(Object.keys(second).map((name) => [name, b])),
    },
  });

/** The same weights in every form. */
const forms: Record<string, Record<string, string | Uint8Array>> = {
  "model.safetensors": { "model.safetensors": encodeFloats(tensors) },
  "model.safetensors.index.json": {
    "model.safetensors.index.json": indexOf("a.safetensors", "b.safetensors"),
    "a.safetensors": encodeFloats(first),
    "b.safetensors": encodeFloats(second),
  },
  "pytorch_model.bin": { "pytorch_model.bin": encodeTorchFloats(tensors) },
  "pytorch_model.bin.index.json": {
    "pytorch_model.bin.index.json": indexOf("a.bin", "b.bin"),
    "a.bin": encodeTorchFloats(first),
    "b.bin": encodeTorchFloats(second),
  },
  "tiny.gguf": { "tiny.gguf": encodeTinyGguf() },
};

async function writeForm(folder: string, form: string): Promise<void> {
  for (const [name, content] of Object.entries(forms[form]!)) await writeFile(join(folder, name), content);
}

test.each(Object.keys(forms))("%s: the same model", async (form) => {
  await using folder = await temporaryFolder();
  await using device = await openDevice("tfjs");
  await writeTinyLlama(folder.path);
  await rm(join(folder.path, "model.safetensors"));
  await writeForm(folder.path, form);
  const model = await AutoModelForCausalLM.fromPretrained(folder.path, { device });
  for (const [name, { values }] of Object.entries(tensors))
    expect(await device.read(model.parameters.get(name))).toEqual(values);
});

test("a .gguf file needs no folder and no config.json", async () => {
  await using folder = await temporaryFolder();
  await using device = await openDevice("tfjs");
  await writeForm(folder.path, "tiny.gguf");
  const path = join(folder.path, "tiny.gguf");
  const model = await AutoModelForCausalLM.fromPretrained(path, { device });
  const { torch_dtype, ...config } = tinyConfig;
  expect(model.source).toEqual({ folder: path, config: expect.objectContaining(config) });
  expect(await device.read(model.parameters.get("model.norm.weight"))).toEqual(tensors["model.norm.weight"]!.values);
  const { checkpoint } = await openModel(folder.path);
  expect(checkpoint.path).toBe(path);
  await checkpoint.close();
});

test("of several forms the first that transformers takes, and a folder's own .gguf last", async () => {
  await using folder = await temporaryFolder();
  await writeTinyLlama(folder.path);
  const order = Object.keys(forms);
  for (const form of order) await writeForm(folder.path, form);
  for (const form of order) {
    const { checkpoint } = await openModel(folder.path);
    expect(checkpoint.path).toBe(join(folder.path, form));
    await checkpoint.close();
    await rm(join(folder.path, form));
  }
});

test("what is no model says why", async () => {
  await using folder = await temporaryFolder();
  const { path } = folder;
  await expect(openModel(join(path, "no"))).rejects.toThrow(`model folder ${path}/no does not exist`);
  await expect(openModel(join(path, "no.gguf"))).rejects.toThrow(`model folder ${path}/no.gguf does not exist`);
  await writeForm(path, "tiny.gguf");
  await rename(join(path, "tiny.gguf"), join(path, "b.gguf"));
  await writeFile(join(path, "a.GGUF"), "");
  await expect(openModel(path)).rejects.toThrow(`${path} has several models: a.GGUF, b.gguf; give the path of one of`);
  await mkdir(join(path, "empty"));
  await expect(openModel(join(path, "empty"))).rejects.toThrow(`${path}/empty has no config.json`);
  await mkdir(join(path, "c.gguf"));
  await expect(openModel(join(path, "c.gguf"))).rejects.toThrow(`${path}/c.gguf has no config.json`);
});
