import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CheckpointError } from "../../errors/checkpoint-error.ts";
import { encodeGguf, type RawTensor, type TypedValue } from "../../fixtures/encode-gguf.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { GgufFile } from "./gguf-file.ts";

const text = (value: string): TypedValue => ({ type: "string", value });
const count = (value: number): TypedValue => ({ type: "uint32", value });
const real = (value: number): TypedValue => ({ type: "float32", value });
const flag = (value: boolean): TypedValue => ({ type: "bool", value });

/** Metadata of a model of width 4 with two heads, one of them for keys. */
function metadataOf(architecture: string, changes: Record<string, TypedValue> = {}): Record<string, TypedValue> {
  const own = {
    block_count: count(1),
    context_length: count(64),
    embedding_length: count(4),
    feed_forward_length: count(6),
    "attention.head_count": count(2),
    "attention.head_count_kv": count(1),
    "attention.layer_norm_rms_epsilon": real(1e-5),
    "attention.layer_norm_epsilon": real(1e-5),
    "rope.dimension_count": count(2),
    ...changes,
  };
  const entries = Object.entries(own).map(([key, value]) => [`${architecture}.${key}`, value] as const);
  return { "general.architecture": text(architecture), ...Object.fromEntries(entries) };
}

/** Elements 0, 1, 2 … in float32. */
function counted(shape: readonly number[]): RawTensor {
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  return { shape, type: 0, data: new Uint8Array(Float32Array.from({ length: size }, (_, index) => index).buffer) };
}

async function open<T>(bytes: Uint8Array, use: (file: GgufFile) => Promise<T>): Promise<T> {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "model.gguf");
  await writeFile(path, bytes);
  await using file = await GgufFile.open(path);
  return await use(file);
}

async function read(file: GgufFile, name: string): Promise<number[]> {
  const values = new Float32Array(file.tensors.get(name)!.shape.reduce((product, size) => product * size, 1));
  await file.readInto(name, values);
  return [...values];
}

const embedding = { "token_embd.weight": counted([3, 4]) };

describe("tensors in Hugging Face's order", () => {
  test("llama: a head's rotated pairs become its two halves", async () => {
    const tensors = { ...embedding, "blk.0.attn_q.weight": counted([8, 1]), "blk.0.attn_k.bias": counted([4]) };
    const metadata = metadataOf("llama", { "attention.key_length": count(4) });
    await open(encodeGguf(metadata, tensors), async (file) => {
      expect(await read(file, "model.layers.0.self_attn.q_proj.weight")).toEqual([0, 2, 1, 3, 4, 6, 5, 7]);
      expect(await read(file, "model.layers.0.self_attn.k_proj.bias")).toEqual([0, 2, 1, 3]);
      const part = new Float32Array(3);
      await file.readInto("model.layers.0.self_attn.q_proj.weight", part, 1);
      expect([...part]).toEqual([2, 1, 3]);
    });
  });

  test("qwen2: as they are", async () => {
    await open(
      encodeGguf(metadataOf("qwen2"), { ...embedding, "blk.0.attn_q.weight": counted([4, 1]) }),
      async (file) => {
        expect(await read(file, "model.layers.0.self_attn.q_proj.weight")).toEqual([0, 1, 2, 3]);
      },
    );
  });

  test("gptneox: q, k and v of one head after the other", async () => {
    const tensors = { ...embedding, "blk.0.attn_qkv.weight": counted([12, 1]) };
    await open(encodeGguf(metadataOf("gptneox"), tensors), async (file) => {
      expect(await read(file, "gpt_neox.layers.0.attention.query_key_value.weight")).toEqual([
        0, 1, 4, 5, 8, 9, 2, 3, 6, 7, 10, 11,
      ]);
    });
  });

  test("gpt2: linear layers transposed, and only those", async () => {
    const tensors = { ...embedding, "position_embd.weight": counted([2, 3]), "blk.0.ffn_up.weight": counted([2, 3]) };
    await open(encodeGguf(metadataOf("gpt2"), tensors), async (file) => {
      expect(file.tensors.get("transformer.h.0.mlp.c_fc.weight")!.shape).toEqual([3, 2]);
      expect(await read(file, "transformer.h.0.mlp.c_fc.weight")).toEqual([0, 3, 1, 4, 2, 5]);
      expect(await read(file, "transformer.wpe.weight")).toEqual([0, 1, 2, 3, 4, 5]);
    });
  });

  test("gemma: the one that was added to norms is gone", async () => {
    const tensors = { ...embedding, "blk.0.attn_norm.weight": counted([4]), "output_norm.weight": counted([4]) };
    await open(encodeGguf(metadataOf("gemma"), tensors), async (file) => {
      expect(await read(file, "model.layers.0.input_layernorm.weight")).toEqual([-1, 0, 1, 2]);
      expect(await read(file, "model.norm.weight")).toEqual([-1, 0, 1, 2]);
    });
  });

  test("names that the architecture does not have stay as they are", async () => {
    await open(encodeGguf(metadataOf("llama"), { ...embedding, "blk.0.ssm_a.weight": counted([1]) }), async (file) => {
      expect([...file.tensors.keys()]).toEqual(["model.embed_tokens.weight", "blk.0.ssm_a.weight"]);
    });
  });
});

// Written by PyPI's gguf 0.19 (`quants.quantize`) for the numbers ((37·i mod 64) − 32) / 16, and what its `dequantize` says of it.
test.each([
  [
    "Q8_0",
    8,
    "08248114a93cd063f88d20b547dc6f04992cc053e87b10a538cc5ff4891cb143d86b",
    [
      -1.9998779296875, 0.31494140625, -1.3699951171875, 0.94482421875, -0.755859375, 1.5589599609375, -0.1259765625,
      -1.8109130859375, 0.50390625, -1.1810302734375, 1.1180419921875, -0.56689453125, 1.7479248046875, 0.06298828125,
      -1.6219482421875, 0.69287109375, -1.0078125, 1.3070068359375, -0.3779296875, 1.9368896484375, 0.251953125,
      -1.4329833984375, 0.8818359375, -0.81884765625, 1.4959716796875, -0.18896484375, -1.8739013671875, 0.44091796875,
      -1.2440185546875, 1.0550537109375, -0.6298828125, 1.6849365234375,
    ],
  ],
  [
    "Q4_0",
    2,
    "003440d973fc952ec851ea731da63fc862fb",
    [
      -2.0, 0.25, -1.25, 1.0, -0.75, 1.5, 0.0, -1.75, 0.5, -1.25, 1.25, -0.5, 1.75, 0.0, -1.5, 0.75, -1.0, 1.25, -0.25,
      1.75, 0.25, -1.5, 1.0, -0.75, 1.5, -0.25, -1.75, 0.5, -1.25, 1.0, -0.5, 1.75,
    ],
  ],
  [
    "Q4_1",
    3,
    "333400c040d962fb952eb751da730c953ec851ea",
    [
      -2.0, 0.362060546875, -1.47509765625, 0.886962890625, -0.687744140625, 1.67431640625, -0.162841796875,
      -1.737548828125, 0.62451171875, -1.212646484375, 1.1494140625, -0.687744140625, 1.67431640625, 0.099609375,
      -1.737548828125, 0.62451171875, -0.9501953125, 1.411865234375, -0.42529296875, 1.936767578125, 0.362060546875,
      -1.47509765625, 0.886962890625, -0.687744140625, 1.411865234375, -0.162841796875, -2.0, 0.362060546875,
      -1.212646484375, 1.1494140625, -0.687744140625, 1.67431640625,
    ],
  ],
])("%s's numbers are those of llama.cpp's own package", async (dtype, type, hex, expected) => {
  const data = Uint8Array.from(hex.match(/../g)!, (byte) => Number.parseInt(byte, 16));
  const twice = new Uint8Array(2 * data.length);
  twice.set(data);
  twice.set(data, data.length);
  const tensors = { ...embedding, "output.weight": { shape: [2, 32], type, data: twice } };
  await open(encodeGguf(metadataOf("llama"), tensors), async (file) => {
    expect(file.tensors.get("lm_head.weight")).toMatchObject({ shape: [2, 32], dtype });
    expect(await read(file, "lm_head.weight")).toEqual([...expected, ...expected]);
    const part = new Float32Array(20);
    await file.readInto("lm_head.weight", part, 25);
    expect([...part]).toEqual([...expected, ...expected].slice(25, 45));
  });
});

describe("config.json as it was", () => {
  const configOf = (metadata: Record<string, TypedValue>, tensors: Record<string, RawTensor> = embedding) =>
    open(encodeGguf(metadata, tensors), async (file) => file.config);

  test("llama: every number as it was written, tied without an output matrix", async () => {
    expect(
      await configOf({
        ...metadataOf("llama", { "rope.freq_base": real(500000) }),
        "tokenizer.ggml.bos_token_id": count(1),
        "tokenizer.ggml.eos_token_id": count(2),
      }),
    ).toEqual({
      architectures: ["LlamaForCausalLM"],
      model_type: "llama",
      vocab_size: 3,
      bos_token_id: 1,
      eos_token_id: 2,
      tie_word_embeddings: true,
      hidden_size: 4,
      num_hidden_layers: 1,
      intermediate_size: 6,
      num_attention_heads: 2,
      num_key_value_heads: 1,
      head_dim: 2,
      rms_norm_eps: 1e-5,
      max_position_embeddings: 64,
      rope_theta: 500000,
      rope_scaling: null,
      hidden_act: "silu",
    });
    expect(await configOf(metadataOf("llama"), { ...embedding, "output.weight": counted([3, 4]) })).toMatchObject({
      tie_word_embeddings: false,
      rope_theta: 10000,
    });
  });

  test("scaled rotary positions", async () => {
    const linear = { "rope.scaling.type": text("linear"), "rope.scaling.factor": real(4) };
    expect(await configOf(metadataOf("llama", linear))).toMatchObject({
      rope_scaling: { rope_type: "linear", factor: 4 },
    });
    const factors = (values: number[]) => ({
      shape: [values.length],
      type: 0,
      data: new Uint8Array(Float32Array.from(values).buffer),
    });
    const long = {
      ...embedding,
      "rope_factors_long.weight": factors([1.1]),
      "rope_factors_short.weight": factors([1]),
    };
    expect(
      await configOf(metadataOf("phi3", { "rope.scaling.original_context_length": count(16) }), long),
    ).toMatchObject({
      original_max_position_embeddings: 16,
      rope_scaling: { rope_type: "longrope", long_factor: [1.1], short_factor: [1] },
    });
  });

  test("what the others have of their own", async () => {
    expect(await configOf(metadataOf("gemma3", { "attention.sliding_window": count(512) }))).toMatchObject({
      model_type: "gemma3_text",
      sliding_window: 512,
      sliding_window_pattern: 6,
      rope_theta: 1_000_000,
      rope_local_base_freq: 10_000,
    });
    expect(await configOf(metadataOf("gpt2"))).toMatchObject({ n_embd: 4, n_inner: 6, layer_norm_epsilon: 1e-5 });
    expect(await configOf(metadataOf("gptneox", { use_parallel_residual: flag(false) }))).toMatchObject({
      model_type: "gpt_neox",
      rotary_pct: 1,
      use_parallel_residual: false,
      tie_word_embeddings: true,
    });
    expect(await configOf(metadataOf("smollm3"))).toMatchObject({ no_rope_layer_interval: 4 });
  });
});

describe("is refused in one line:", () => {
  const llama = metadataOf("llama");
  test.each<[string, Uint8Array, string]>([
    [
      "another architecture",
      encodeGguf(metadataOf("mamba"), embedding),
      'architecture "mamba" is not supported; supported: llama,',
    ],
    ["no architecture", encodeGguf({}, embedding), "has no general.architecture"],
    ["a vocabulary alone", encodeGguf(llama), "has no token_embd.weight: it is a vocabulary without a model"],
    [
      "a missing key",
      encodeGguf({ "general.architecture": text("llama") }, embedding),
      "has no llama.attention.head_count",
    ],
    [
      "a part of a model",
      encodeGguf({ ...llama, "split.count": { type: "uint16", value: 3 } }, embedding),
      "is one of 3 parts of a model",
    ],
    [
      "a mixture of experts",
      encodeGguf(metadataOf("llama", { expert_count: count(8) }), embedding),
      "mixtures of experts are not",
    ],
    [
      "a type that cannot be read",
      encodeGguf(llama, { "token_embd.weight": { shape: [1, 256], type: 11, data: new Uint8Array(110) } }),
      "token_embd.weight has type Q3_K; F32, F16, Q4_0, Q4_1, Q8_0, Q4_K, Q6_K, BF16 can be read",
    ],
    [
      "rows that are no whole blocks",
      encodeGguf(llama, { "token_embd.weight": { shape: [2, 16], type: 8, data: new Uint8Array(34) } }),
      "token_embd.weight is [2,16], which Q8_0 cannot hold",
    ],
    [
      "a tensor beyond the end",
      encodeGguf(llama, { "token_embd.weight": { ...counted([4]), shape: [2 ** 40, 2 ** 40] } }),
      "is truncated: token_embd.weight ends at byte 4.8",
    ],
    [
      "odd heads",
      encodeGguf(llama, { ...embedding, "blk.0.attn_q.weight": counted([3, 1]) }),
      "blk.0.attn_q.weight: 3 rows are not 2 heads",
    ],
    [
      "factors of no scaling",
      encodeGguf(llama, { ...embedding, "rope_freqs.weight": counted([8]) }),
      "rope_freqs.weight is no scaling of Llama 3's",
    ],
    [
      "factors without end",
      encodeGguf(llama, { ...embedding, "rope_freqs.weight": counted([5000]) }),
      "no head is so wide",
    ],
  ])("%s", async (_, bytes, message) => {
    const error = await open(bytes, async () => null).catch((caught: unknown) => caught);
    if (!CheckpointError.isInstance(error)) throw new Error("nothing was refused", { cause: error });
    expect(error.message).toMatch(/^\S*model\.gguf.*$/);
    expect(error.message).toContain(message);
  });
});
