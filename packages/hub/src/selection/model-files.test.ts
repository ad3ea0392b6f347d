import { expect, test } from "vitest";
import { NotCachedError } from "../errors/not-cached-error.ts";
import type { Selectable } from "./file-selection.ts";
import { adapterFiles, modelFiles, tokenizerFiles } from "./model-files.ts";

function from(names: readonly string[], index: unknown = {}, isWhole = true): Selectable {
  const text = typeof index === "string" ? index : JSON.stringify({ weight_map: index });
  return { repoId: "org/tiny", names, isWhole, read: async () => text };
}

const chosen = async (selectable: Selectable) => [...(await modelFiles(selectable))].sort();

test("of a repository as they are, what a model is read from and nothing else", async () => {
  const names = [
    ".gitattributes",
    "README.md",
    "config.json",
    "generation_config.json",
    "model.safetensors",
    "onnx/model.onnx",
    "original/model.safetensors",
    "pytorch_model.bin",
    "tf_model.h5",
    "tokenizer.json",
    "tokenizer_config.json",
    "training_args.bin",
  ];
  expect(await chosen(from(names))).toEqual([
    "config.json",
    "generation_config.json",
    "model.safetensors",
    "tokenizer.json",
    "tokenizer_config.json",
  ]);
  expect(await tokenizerFiles(from(names))).toEqual(["config.json", "tokenizer.json", "tokenizer_config.json"]);
});

test("PyTorch's file where there is no better one, and no weights where there are none", async () => {
  expect(await chosen(from(["config.json", "pytorch_model.bin"]))).toEqual(["config.json", "pytorch_model.bin"]);
  expect(await chosen(from(["config.json", "model.gguf"]))).toEqual(["config.json"]);
});

test("weights in pieces are those that the index names", async () => {
  const names = [
    "a.safetensors",
    "b.safetensors",
    "c.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
  ];
  const index = { "model.norm.weight": "b.safetensors", "lm_head.weight": "a.safetensors", x: "b.safetensors" };
  expect(await chosen(from(names, index))).toEqual(["a.safetensors", "b.safetensors", "model.safetensors.index.json"]);
});

test.each<[string, unknown, RegExp]>([
  [
    "a file that is not there",
    { x: "z.safetensors" },
    /org\/tiny has no file z\.safetensors, which model\.saf\S+ names/,
  ],
  ["a file elsewhere", { x: "../../z" }, /names a file "\.\.\/\.\.\/z", which none can be/],
  ["a number", { x: 7 }, /names a file 7, which none can be/],
  ["nothing", "{}", /has no weight_map/],
  ["what is no JSON", "{", /is not valid JSON/],
])("an index of %s is refused", async (_, index, message) => {
  await expect(chosen(from(["model.safetensors.index.json"], index))).rejects.toThrow(message);
});

test("a cache without weights is not taken for a model without", async () => {
  await expect(chosen(from(["config.json"], {}, false))).rejects.toThrow(NotCachedError);
});

test("an adapter is its two files, and a tokenizer of its own", async () => {
  const names = [
    "README.md",
    "adapter_config.json",
    "adapter_model.bin",
    "adapter_model.safetensors",
    "tokenizer.json",
  ];
  expect(await adapterFiles(from(names))).toEqual([
    "adapter_config.json",
    "tokenizer.json",
    "adapter_model.safetensors",
  ]);
});
