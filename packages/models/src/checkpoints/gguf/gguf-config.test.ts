import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { encodeGguf, type RawTensor, type TypedValue } from "../../fixtures/encode-gguf.ts";
import { count, counted, embedding, flag, metadataOf, real, text } from "../../fixtures/gguf-parts.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { GgufFile } from "./gguf-file.ts";

async function open<T>(bytes: Uint8Array, use: (file: GgufFile) => Promise<T>): Promise<T> {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "model.gguf");
  await writeFile(path, bytes);
  await using file = await GgufFile.open(path);
  return await use(file);
}

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
