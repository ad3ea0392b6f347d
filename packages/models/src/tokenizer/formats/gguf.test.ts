import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { encodeGguf, type TypedValue } from "../../fixtures/encode-gguf.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { AutoTokenizer } from "../auto-tokenizer.ts";

const text = (value: string): TypedValue => ({ type: "string", value });
const id = (value: number): TypedValue => ({ type: "uint32", value });
const list = (items: "string" | "int32" | "float32", value: readonly (string | number)[]): TypedValue => ({
  type: "array",
  items,
  value,
});

async function open(keys: Record<string, TypedValue>) {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "m.gguf");
  await writeFile(path, encodeGguf(keys));
  return await AutoTokenizer.fromPretrained(path);
}

const llama = {
  "tokenizer.ggml.model": text("llama"),
  "tokenizer.ggml.tokens": list("string", ["<unk>", "<s>", "</s>", "<0x41>", "▁", "a", "b", "ab", "▁a", "\ufeff"]),
  "tokenizer.ggml.scores": list("float32", [0, 0, 0, 0, -9, -9, -9, -1, -2, -9]),
  "tokenizer.ggml.token_type": list("int32", [2, 3, 3, 6, 1, 1, 1, 1, 1, 1]),
  "tokenizer.ggml.bos_token_id": id(1),
  "tokenizer.ggml.eos_token_id": id(2),
  "tokenizer.chat_template": text("{{ bos_token }}{{ messages[0].content }}"),
};

test("a llama.cpp file's sentencepiece tokenizer", async () => {
  const tokenizer = await open(llama);
  expect(tokenizer.encode("ab a")).toEqual([1, 4, 7, 8]);
  expect(tokenizer.encode("\ufeff")).toEqual([1, 4, 9]);
  expect(tokenizer.encode("A")).toEqual([1, 4, 3]);
  expect(tokenizer.eosTokenId).toBe(2);
  expect(tokenizer.applyChatTemplate([{ role: "user", content: "a" }])).toBe("<s>a");
  const plain = { type: "bool", value: false } as const;
  const bare = { ...llama, "tokenizer.ggml.add_bos_token": plain, "tokenizer.ggml.add_space_prefix": plain };
  expect((await open(bare)).encode("ab")).toEqual([7]);
});

test("a folder's only .gguf file is its tokenizer where it has no other", async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "m.gguf"), encodeGguf(llama));
  expect((await AutoTokenizer.fromPretrained(folder.path)).encode("ab a")).toEqual([1, 4, 7, 8]);
});

const gpt2 = {
  "tokenizer.ggml.model": text("gpt2"),
  "tokenizer.ggml.pre": text("smollm"),
  "tokenizer.ggml.tokens": list("string", ["1", "2", "Ġ", "a", "12", "Ġa", "<|end|>"]),
  "tokenizer.ggml.token_type": list("int32", [1, 1, 1, 1, 1, 1, 3]),
  "tokenizer.ggml.merges": list("string", ["1 2", "Ġ a"]),
  "tokenizer.ggml.eos_token_id": id(6),
};

test("a llama.cpp file's byte-level tokenizer splits as its pre-tokenizer's name says", async () => {
  expect((await open(gpt2)).encode("12 a<|end|>")).toEqual([0, 1, 5, 6]);
  expect((await open({ ...gpt2, "tokenizer.ggml.pre": text("gpt-2") })).encode("12 a")).toEqual([4, 5]);
  expect((await open(gpt2)).decode([0, 5, 6], { skipSpecialTokens: true })).toBe("1 a");
});

test.each<[string, Record<string, TypedValue>, RegExp]>([
  ["no tokenizer", { "general.name": text("x") }, /m\.gguf has no tokenizer in it$/],
  [
    "another kind",
    { ...llama, "tokenizer.ggml.model": text("bert") },
    /of the kind bert, and llama and gpt2 are known$/,
  ],
  ["another way to split", { ...gpt2, "tokenizer.ggml.pre": text("klingon") }, /pre is klingon, and known are gpt-2, /],
  ["too few scores", { ...llama, "tokenizer.ggml.scores": list("float32", [0]) }, /a score for each token$/],
  ["no merges", { ...gpt2, "tokenizer.ggml.merges": list("string", []) }, /a tokenizer without merges$/],
  ["a merge of one", { ...gpt2, "tokenizer.ggml.merges": list("string", ["1"]) }, /merge 0 is no merge/],
])("a file with %s is refused", async (_, keys, message) => {
  await expect(open(keys)).rejects.toThrow(message);
});
