import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CheckpointError } from "../../errors/checkpoint-error.ts";
import { encodeGguf } from "../../fixtures/encode-gguf.ts";
import { count, counted, embedding, metadataOf, text } from "../../fixtures/gguf-parts.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { GgufFile } from "./gguf-file.ts";

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
