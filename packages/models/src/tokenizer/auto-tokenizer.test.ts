import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import { isMissing, readGolden, stories260K } from "../fixtures/shared-data.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { writeTinyLlama } from "../fixtures/tiny-llama.ts";
import { AutoTokenizer } from "./auto-tokenizer.ts";

test("a text is its tokens after BOS, and comes back from them", async () => {
  await using folder = await temporaryFolder();
  await writeTinyLlama(folder.path);
  const tokenizer = await AutoTokenizer.fromPretrained(folder.path);
  const bytes = [...new TextEncoder().encode("Größe 5")];
  expect(tokenizer.encode("Größe 5")).toEqual([1, ...bytes.map((byte) => byte + 3)]);
  expect(tokenizer.decode(bytes.map((byte) => byte + 3))).toBe("Größe 5");
  expect(tokenizer.decode([1, 3 + 0x41, 2])).toBe("<s>A</s>");
  expect(tokenizer.eosTokenId).toBe(2);
  expect(tokenizer.padTokenId).toBe(2);
});

test("two folders can be opened at once", async () => {
  await using folder = await temporaryFolder();
  for (const name of ["a", "b"]) await writeTinyLlama(join(folder.path, name));
  const config = { tokenizer_class: "LlamaTokenizer", eos_token: "<s>", pad_token: "<unk>" };
  await writeFile(join(folder.path, "b/tokenizer_config.json"), JSON.stringify(config));
  const [a, b] = await Promise.all(["a", "b"].map((name) => AutoTokenizer.fromPretrained(join(folder.path, name))));
  expect([a!.eosTokenId, a!.padTokenId]).toEqual([2, 2]);
  expect([b!.eosTokenId, b!.padTokenId]).toEqual([1, 0]);
});

test("a class that transformers does not have is its plain tokenizer", async () => {
  await using folder = await temporaryFolder();
  await writeTinyLlama(folder.path);
  for (const tokenizer_class of ["AnotherTokenizerFast", "pipeline", undefined]) {
    await writeFile(join(folder.path, "tokenizer_config.json"), JSON.stringify({ tokenizer_class }));
    const tokenizer = await AutoTokenizer.fromPretrained(folder.path);
    expect(tokenizer.encode("A")).toEqual([1, 3 + 0x41]);
    // Where no class is named it is the one of the model's kind, whose end token is known.
    expect(tokenizer.eosTokenId).toBe(tokenizer_class === undefined ? 2 : null);
  }
});

async function refusal(spoil: (path: string) => Promise<unknown>): Promise<string> {
  await using folder = await temporaryFolder();
  await writeTinyLlama(folder.path);
  await spoil(folder.path);
  const error = await AutoTokenizer.fromPretrained(folder.path).catch((caught: unknown) => caught);
  if (!CheckpointError.isInstance(error)) throw new Error("nothing was refused", { cause: error });
  expect(error.message).not.toContain("\n");
  return error.message.replaceAll(folder.path, "m");
}

test("a folder without one of its files, and files that say nothing, are refused in one line", async () => {
  expect(await refusal((path) => rm(join(path, "tokenizer.json")))).toMatch(/^m has no tokenizer: tokenizer\.json, /);
  expect(await refusal((path) => writeFile(join(path, "tokenizer.json"), '{\n "a": b\n}'))).toMatch(
    /^m\/tokenizer\.json is not valid JSON: /,
  );
  expect(await refusal((path) => writeFile(join(path, "tokenizer.json"), "{}"))).toMatch(
    /^m\/tokenizer\.json: its model has no vocabulary$/,
  );
});

test.each<[string, object, RegExp]>([
  ["of an unknown kind", { type: "Oracle", vocab: { a: 0 } }, /its model is "Oracle", and BPE, .* are known$/],
  ["without a vocabulary", { type: "BPE", merges: [] }, /its model has no vocabulary$/],
  ["with an empty one", { type: "BPE", vocab: {}, merges: [] }, /its model has no vocabulary$/],
  ["with ids that are none", { type: "BPE", vocab: { a: "0" }, merges: [] }, /its vocabulary is damaged$/],
  ["with tokens without scores", { type: "Unigram", vocab: ["a"], unk_id: 0 }, /its vocabulary is damaged$/],
])("a model %s is refused, since it would give no tokens", async (_, model, message) => {
  expect(
    await refusal(async (path) => {
      const json = JSON.parse(await readFile(join(path, "tokenizer.json"), "utf8"));
      await writeFile(join(path, "tokenizer.json"), JSON.stringify({ ...json, model }));
    }),
  ).toMatch(message);
});

const logits = "derived/golden/stories260K_logits.public.json";

test.skipIf(isMissing(logits, "derived/models/stories260K_hf"))("stories260K's tokens", async () => {
  const tokenizer = await AutoTokenizer.fromPretrained(stories260K);
  for (const { text, input_ids } of readGolden<{ cases: { text: string; input_ids: number[] }[] }>(logits).cases)
    expect(tokenizer.encode(text)).toEqual(input_ids);
  expect([tokenizer.eosTokenId, tokenizer.padTokenId]).toEqual([2, 2]);
});
