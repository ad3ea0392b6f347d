import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { byteTokenizer } from "../../fixtures/byte-tokenizer.ts";
import { createRandom } from "../../fixtures/random.ts";
import { isMissing, sharedData } from "../../fixtures/shared-data.ts";
import { createLibraryTokenizer } from "../library-tokenizer.ts";
import { readTokenizerFiles } from "../tokenizer-files.ts";
import type { TokenizerJson } from "../tokenizer-json.ts";
import { createFastEncoder } from "./fast-encoder.ts";

const tokenizers = [
  "models/smollm2-135m-instruct",
  "derived/tokenizers/llama2_from_sp",
  "derived/tokenizers/llama2_chat",
  "tokenizers/gpt2",
  "tokenizers/llama3_1",
  "tokenizers/qwen2_5",
  "tokenizers/mistral_v0.1",
  "tokenizers/gguf_vocab/ggml-vocab-gpt-2.gguf",
];
const rows = "instruct/alpaca/alpaca_random_9k.json";
const marks = ["<s>", "</s>", "<|endoftext|>", "<|im_start|>", "<|eot_id|>", "<0x0A>", "\u2581", "'s", "'LL", "\r\n"];
const signs = Array.from(" \t\n'aé的1½🙂\u0301\u0000\u0085\ufeff\u200d\u00a0\u3000\ufb01𝟘𠀀\ufffd.!");

/** Texts of what tokenizers stumble over. */
function oddTexts(count: number): string[] {
  const random = createRandom(11);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + Math.floor(random() * 20) }, () => pick(random() < 0.2 ? marks : signs)).join(""),
  );
}

describe.for(tokenizers)("%s", (path) => {
  test.skipIf(isMissing(path, rows))("gives the ids that the library gives", async () => {
    const files = await readTokenizerFiles(join(sharedData, path));
    const library = await createLibraryTokenizer(files);
    const fast = createFastEncoder(files.json)!;
    expect(fast).not.toBeNull();
    const answers = (JSON.parse(readFileSync(join(sharedData, rows), "utf8")) as { output: string }[]).slice(0, 60);
    for (const text of [...answers.map(({ output }) => output), ...oddTexts(300)])
      for (const addSpecialTokens of [true, false])
        expect([text, fast.encode(text, addSpecialTokens)]).toEqual([
          text,
          library.encode(text, { add_special_tokens: addSpecialTokens }),
        ]);
  });
});

const bytes = byteTokenizer().json as unknown as TokenizerJson;

test("what is no well-formed text is U+FFFD", () => {
  const fast = createFastEncoder(bytes)!;
  expect(fast.encode("a\ud800b\udc00", false)).toEqual(fast.encode("a\ufffdb\ufffd", false));
});

test("a megabyte without a space and ten of words take seconds", () => {
  const fast = createFastEncoder(bytes)!;
  expect(fast.encode("x".repeat(1 << 20), false)).toHaveLength(1 << 20);
  expect(fast.encode("some words ".repeat(1_000_000), false)).toHaveLength(11_000_000);
}, 30_000);

test.each<[string, Partial<TokenizerJson>]>([
  ["another model", { model: { type: "Unigram", vocab: [["a", 0]], unk_id: 0, byte_fallback: false } }],
  ["a normalizer that is not known", { normalizer: { type: "Lowercase" } }],
  [
    "an expression that is not known",
    { pre_tokenizer: { type: "Split", pattern: { Regex: "x" }, behavior: "Isolated" } },
  ],
  ["another post-processor", { post_processor: { type: "BertProcessing" } }],
  ["dropout", { model: { ...bytes.model, dropout: 0.1 } as never }],
  ["merges of what is no token", { model: { ...bytes.model, merges: [["a", "zz"]] } as never }],
])("%s is left to the library", (_, change) => {
  expect(createFastEncoder({ ...bytes, ...change })).toBeNull();
});
