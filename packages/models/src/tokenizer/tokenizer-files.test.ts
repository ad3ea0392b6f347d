import { truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { byteTokenizer } from "../fixtures/byte-tokenizer.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { AutoTokenizer } from "./auto-tokenizer.ts";

async function open(files: Record<string, string | object>) {
  await using folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder.path, name), typeof content === "string" ? content : JSON.stringify(content));
  return await AutoTokenizer.fromPretrained(folder.path);
}

/** OPT's special tokens, which are GPT-2's classes with another vocabulary. */
const vocab = { "<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3, l: 4, o: 5, w: 6, Ġ: 7, lo: 8, low: 9, Ġlow: 10 };
const merges = "#version: 0.2\nl o\nlo w\nĠ low\n";
const token = (content: string) => ({ content, single_word: false, lstrip: false, rstrip: false, normalized: true });
const marks = {
  bos_token: token("</s>"),
  eos_token: token("</s>"),
  unk_token: token("</s>"),
  pad_token: token("<pad>"),
};

test("vocab.json and merges.txt, as OPT and GPT-2 lie on the hub", async () => {
  const config = { tokenizer_class: "GPT2Tokenizer", add_bos_token: true, ...marks };
  const tokenizer = await open({ "vocab.json": vocab, "merges.txt": merges, "tokenizer_config.json": config });
  expect(tokenizer.encode("low low</s>")).toEqual([2, 9, 10, 2]);
  expect(tokenizer.encode("low", { addSpecialTokens: false })).toEqual([9]);
  expect([tokenizer.bosTokenId, tokenizer.eosTokenId, tokenizer.padTokenId]).toEqual([2, 2, 1]);
  expect(tokenizer.decode([2, 9, 10])).toBe("</s>low low");
  expect(tokenizer.decode([2, 9, 10], { skipSpecialTokens: true })).toBe("low low");
  expect(tokenizer.decode([])).toBe("");
});

test("without tokenizer_config.json the special tokens come from special_tokens_map.json, or the model's kind", async () => {
  const files = { "vocab.json": vocab, "merges.txt": merges };
  expect((await open({ ...files, "special_tokens_map.json": marks })).eosTokenId).toBe(2);
  const end = { ...files, "vocab.json": { ...vocab, "<|endoftext|>": 11 } };
  expect((await open({ ...end, "config.json": { model_type: "gpt2" } })).eosTokenId).toBe(11);
  expect((await open(files)).eosTokenId).toBeNull();
});

test("tokens are added by added_tokens.json and by added_tokens_decoder", async () => {
  const files = { "vocab.json": vocab, "merges.txt": merges };
  const listed = await open({ ...files, "added_tokens.json": { "<|user|>": 11 } });
  expect(listed.encode("low<|user|>low")).toEqual([9, 11, 9]);
  const decoder = { "11": { ...token("<|user|>"), special: true } };
  const decoded = await open({ ...files, "tokenizer_config.json": { added_tokens_decoder: decoder } });
  expect(decoded.encode("low<|user|>low")).toEqual([9, 11, 9]);
  expect(decoded.decode([9, 11], { skipSpecialTokens: true })).toBe("low");
});

test("what the configuration says of BOS and EOS counts, and not what tokenizer.json has", async () => {
  const { json, config } = byteTokenizer();
  const encode = async (more: object) =>
    (await open({ "tokenizer.json": json, "tokenizer_config.json": { ...config, ...more } })).encode("A");
  const letter = 3 + 0x41;
  expect(await encode({})).toEqual([1, letter]);
  expect(await encode({ add_bos_token: false })).toEqual([letter]);
  expect(await encode({ add_eos_token: true })).toEqual([1, letter, 2]);
});

test("a byte order mark and U+0085 are split as Hugging Face's own library does", async () => {
  const letters = { Ġ: 0, ï: 1, "»": 2, "¿": 3, Â: 4, ħ: 5, ĠÂ: 6, Ġï: 7, l: 8 };
  const tokenizer = await open({ "vocab.json": letters, "merges.txt": "Ġ Â\nĠ ï\n" });
  // U+0085 is a space there, and U+FEFF is none, the other way round than in JavaScript.
  expect(tokenizer.encode(" \u0085l")).toEqual([0, 4, 5, 8]);
  expect(tokenizer.encode(" \ufeff")).toEqual([7, 2, 3]);
});

test("a file of absurd size is refused before it is read", async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "tokenizer.json"), "{}");
  await truncate(join(folder.path, "tokenizer.json"), 2 ** 30);
  await expect(AutoTokenizer.fromPretrained(folder.path)).rejects.toThrow(
    /tokenizer\.json has 1073741824 bytes, and a tokenizer's file has at most 268435456$/,
  );
});

test.each<[string, Record<string, string | object>, RegExp]>([
  ["a merge of three", { "vocab.json": vocab, "merges.txt": "l o w" }, /merges\.txt, line 1, is no merge/],
  ["a vocabulary of texts", { "vocab.json": { a: "b" }, "merges.txt": "" }, /vocab\.json: its vocabulary is damaged$/],
  ["only a vocabulary", { "vocab.json": vocab }, /has no tokenizer: tokenizer\.json, vocab\.json with merges\.txt, /],
  ["absurd ids", { "vocab.json": { a: 2 ** 40 }, "merges.txt": "" }, /vocab\.json: its vocabulary is damaged$/],
  ["no JSON", { "vocab.json": "{", "merges.txt": "" }, /vocab\.json is not valid JSON: /],
])("%s is refused", async (_, files, message) => {
  await expect(open(files)).rejects.toThrow(message);
});
