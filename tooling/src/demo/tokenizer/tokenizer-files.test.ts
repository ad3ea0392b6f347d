import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demoTokenizer } from "../bpe.ts";
import { demoCorpus } from "../corpus.ts";
import { SETTINGS } from "../settings.ts";

interface LoadedTokenizer {
  encode(text: string): number[];
  decode(ids: readonly number[], options: { skip_special_tokens: boolean }): string;
}

// transformers.js is a dependency of @neftune/models, and its copy is the one that the demo is read with.
const models = createRequire(import.meta.resolve("@neftune/models/package.json"));
const { AutoTokenizer } = await import(pathToFileURL(models.resolve("@huggingface/transformers")).href);

const files = demoTokenizer();
const corpus = demoCorpus();
let folder: string;
let tokenizer: LoadedTokenizer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "neftune-demo-tokenizer-"));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), JSON.stringify(content));
  tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
});

afterAll(() => rm(folder, { recursive: true }));

describe("the demo's tokenizer in transformers.js", () => {
  const texts = [
    ...corpus.slice(0, 200),
    "  two  spaces\n\n\nand\ttabs ",
    "Ünïcode, 漢字 and 🦊 — with dashes",
    "it's 12 + 30 = 42!",
    "",
  ];

  test("gives every text back", () => {
    for (const text of texts)
      expect(tokenizer.decode(tokenizer.encode(text), { skip_special_tokens: true })).toBe(text);
  });

  test("begins with <s> and knows </s>", () => {
    expect(tokenizer.encode("Mia ran.")[0]).toBe(1);
    expect(tokenizer.encode("Mia</s>").at(-1)).toBe(2);
  });

  test("has one id for each of its tokens", () => {
    const { model } = files["tokenizer.json"] as { model: { vocab: Record<string, number> } };
    expect(Object.values(model.vocab).toSorted((left, right) => left - right)).toEqual(
      Array.from({ length: SETTINGS.vocabularySize }, (_, id) => id),
    );
  });

  test("needs under half a token a character", () => {
    const sample = corpus.slice(0, 200);
    const count = sample.reduce((sum, text) => sum + tokenizer.encode(text).length, 0);
    expect(count / sample.join("").length).toBeLessThan(0.5);
  });
});
