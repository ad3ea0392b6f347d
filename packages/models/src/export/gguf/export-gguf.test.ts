import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sizeOf } from "../../checkpoints/checkpoint.ts";
import { GgufFile } from "../../checkpoints/gguf/gguf-file.ts";
import { readGgufMetadata } from "../../checkpoints/gguf/header.ts";
import { SafetensorsFile } from "../../checkpoints/safetensors.ts";
import { ExportError } from "../../errors/export-error.ts";
import { isMissing, readGolden, sharedData, stories260K } from "../../fixtures/shared-data.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { tinyConfig, tinyTensors } from "../../fixtures/tiny-llama.ts";
import { AutoTokenizer } from "../../tokenizer/auto-tokenizer.ts";
import { readTokenizerFiles } from "../../tokenizer/tokenizer-files.ts";
import type { ExportModel } from "../export-model.ts";
import { exportGguf } from "./export-gguf.ts";
import { tokenizerMetadata } from "./tokenizer-metadata.ts";
import { writeGguf } from "./write-gguf.ts";

/** A tiny Llama in a folder without a tokenizer. */
function tinyModel(changes: Record<string, unknown> = {}): ExportModel {
  const tensors = Object.entries(tinyTensors()).map(([name, { shape, values }]) => ({
    name,
    shape,
    read: async () => values,
  }));
  return { path: "no-such-folder", config: { ...tinyConfig, ...changes }, contextLength: 64, tensors };
}

test("a Llama is read back as it was, in the shape that it had", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "m.gguf");
  expect(await exportGguf(tinyModel(), path, { dtype: "F32" })).toEqual([]);
  await using file = await GgufFile.open(path);
  for (const [name, { shape, values }] of Object.entries(tinyTensors())) {
    expect([name, file.tensors.get(name)?.shape]).toEqual([name, shape]);
    const read = new Float32Array(values.length);
    await file.readInto(name, read);
    expect(read).toEqual(values);
  }
  expect(file.config).toMatchObject({
    ...{ model_type: "llama", hidden_size: 16, intermediate_size: 24, num_hidden_layers: 2, num_attention_heads: 4 },
    ...{ num_key_value_heads: 2, max_position_embeddings: 64, rms_norm_eps: 1e-5, rope_theta: 10000 },
  });
  expect(file.metadata.string("tokenizer.ggml.model")).toBe("no_vocab");
});

test.each([
  ["F16", 2 ** -11],
  ["Q8_0", 1 / 127],
] as const)("in %s matrices are near what they were, and norms the same", async (dtype, tolerance) => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "m.gguf");
  await exportGguf(tinyModel(), path, { dtype });
  await using file = await GgufFile.open(path);
  for (const [name, { shape, values }] of Object.entries(tinyTensors())) {
    const read = new Float32Array(values.length);
    await file.readInto(name, read);
    const largest = Math.max(...values.map(Math.abs));
    const error = Math.max(...values.map((value, index) => Math.abs(value - read[index]!)));
    expect([name, error]).toEqual([name, expect.toSatisfy((value: number) => value <= largest * tolerance)]);
    if (shape.length === 1) expect(error).toBe(0);
  }
});

test("what llama.cpp computes otherwise is told", async () => {
  await using folder = await temporaryFolder();
  const model = tinyModel({ model_type: "mistral", sliding_window: 8 });
  expect(await exportGguf(model, join(folder.path, "m.gguf"))).toEqual([
    "llama.cpp lets a token see all tokens before it, and this model lets it see 8",
  ]);
});

test.each<[string, Record<string, unknown>, RegExp]>([
  [
    "an architecture that llama.cpp lacks",
    { model_type: "opt" },
    /^llama\.cpp does not have opt; GGUF holds llama, .* and mistral$/,
  ],
  ["rotary positions that it lacks", { rope_scaling: { type: "dynamic", factor: 2 } }, /of the kind dynamic; llama3, /],
  ["other layers without positions", { model_type: "smollm3", no_rope_layer_interval: 2 }, /every fourth layer/],
  ["parameters that have no place", { model_type: "gpt2", n_head: 4 }, /^the model has no transformer\.wte\.weight$/],
])("%s cannot be exported", async (_, changes, message) => {
  await using folder = await temporaryFolder();
  const error = await exportGguf(tinyModel(changes), join(folder.path, "m.gguf")).catch((caught: unknown) => caught);
  if (!ExportError.isInstance(error)) throw new Error("nothing was refused", { cause: error });
  expect(error.message).toMatch(message);
});

const architectures = "golden/architectures";
/** Without llama3_rope, whose heads are so small that the factors of its frequencies do not tell its scaling. */
const inLlamaCpp = [
  ...["gemma", "gemma3_float32", "gpt2", "gpt_neox", "llama_gqa_tied", "llama_untied"],
  ...["mistral_window_float32", "phi3", "qwen2", "qwen3"],
];

describe.skipIf(isMissing(architectures))("every architecture that llama.cpp has is read back as it was", () => {
  test.each(inLlamaCpp)("%s", async (name) => {
    await using folder = await temporaryFolder();
    await using weights = await SafetensorsFile.open(join(sharedData, architectures, name, "model.safetensors"));
    const config = readGolden<Record<string, unknown>>(join(architectures, name, "config.json"));
    const tensors = [...weights.tensors].map(([tensor, { shape }]) => ({
      name: tensor,
      shape,
      read: () => weights.read(tensor),
    }));
    const path = join(folder.path, "m.gguf");
    await exportGguf({ path: folder.path, config, contextLength: 64, tensors }, path, { dtype: "F32" });
    await using file = await GgufFile.open(path);
    for (const { name: tensor, shape, read } of tensors) {
      const [expected, actual] = [await read(), new Float32Array(sizeOf(shape))];
      await file.readInto(tensor, actual);
      // One is added to Gemma's norms and taken away.
      const error = Math.max(...expected.map((value, index) => Math.abs(value - actual[index]!)));
      expect([tensor, error < 1e-7]).toEqual([tensor, true]);
    }
  });
});

const tokenizers = ["tokenizers/gpt2", "tokenizers/llama3_1", "tokenizers/qwen2_5", "tokenizers/mistral_v0.1"];
const texts = ["Hello world, it's 2024!", "  def f(x):\n\treturn x", "你好 🙂 é", "1234567", "a<|endoftext|>b"];

describe("a real tokenizer gives the same ids out of the file", () => {
  for (const place of [...tokenizers, "derived/tokenizers/llama2_from_sp"])
    test.skipIf(isMissing(place))(place, async () => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, "m.gguf");
      const files = await readTokenizerFiles(join(sharedData, place));
      await writeGguf(path, tokenizerMetadata(files, 152_000), []);
      const [before, after] = [
        await AutoTokenizer.fromPretrained(files.path),
        await AutoTokenizer.fromPretrained(path),
      ];
      for (const text of texts) {
        // Llama.cpp always has a space in front, and Mistral's tokenizer none before a text that begins with one.
        if (place.includes("mistral") && text.startsWith(" ")) continue;
        expect([text, after.encode(text)]).toEqual([text, before.encode(text)]);
      }
      expect([after.bosTokenId, after.eosTokenId]).toEqual([before.bosTokenId, before.eosTokenId]);
      expect(after.hasChatTemplate).toBe(before.hasChatTemplate);
    });
});

test.skipIf(isMissing("derived/models/stories260K_hf"))("stories260K's metadata is complete", async () => {
  await using folder = await temporaryFolder();
  await using weights = await SafetensorsFile.open(join(stories260K, "model.safetensors"));
  const config = readGolden<Record<string, unknown>>("derived/models/stories260K_hf/config.json");
  const tensors = [...weights.tensors].map(([name, { shape }]) => ({ name, shape, read: () => weights.read(name) }));
  const path = join(folder.path, "m.gguf");
  await exportGguf({ path: stories260K, config, contextLength: 512, tensors }, path, { dtype: "Q8_0" });
  const { values } = await readGgufMetadata(path);
  const keys = Object.fromEntries([...values].filter(([, value]) => typeof value !== "object"));
  expect(keys).toMatchObject({
    ...{ "general.architecture": "llama", "general.file_type": 7, "llama.context_length": 512, "llama.block_count": 5 },
    ...{ "llama.embedding_length": 64, "llama.feed_forward_length": 172, "llama.attention.head_count": 8 },
    ...{ "llama.attention.head_count_kv": 4, "llama.rope.dimension_count": 8, "llama.rope.freq_base": 10000 },
    ...{ "tokenizer.ggml.model": "llama", "tokenizer.ggml.bos_token_id": 1, "tokenizer.ggml.eos_token_id": 2 },
    ...{ "tokenizer.ggml.add_bos_token": true, "tokenizer.ggml.add_space_prefix": true },
  });
});
