import { expect, test } from "vitest";
import { ggufNamings } from "../../checkpoints/gguf/naming.ts";
import { arranged } from "./arrange.ts";

const rows = (...names: number[]) => Float32Array.from(names.flatMap((name) => [name, name + 0.5]));
const heads = { heads: 2, kvHeads: 1 };

test("Llama's queries and keys: the halves of a head, which rotate together, come to stand side by side", () => {
  // LlamaModel.permute of convert_hf_to_gguf.py: reshape(heads, 2, half, width).swapaxes(1, 2)
  const query = arranged(ggufNamings.llama!, "attn_q.weight", [8, 2], heads);
  expect(query.arrange(rows(0, 1, 2, 3, 4, 5, 6, 7))).toEqual(rows(0, 2, 1, 3, 4, 6, 5, 7));
  const key = arranged(ggufNamings.llama!, "attn_k.weight", [4, 2], heads);
  expect(key.arrange(rows(0, 1, 2, 3))).toEqual(rows(0, 2, 1, 3));
  const value = arranged(ggufNamings.llama!, "attn_v.weight", [4, 2], heads);
  expect(value.arrange(rows(0, 1, 2, 3))).toEqual(rows(0, 1, 2, 3));
});

test("GPT-NeoX's q, k and v, which each head has together, come to stand apart", () => {
  const fused = arranged(ggufNamings.gptneox!, "attn_qkv.bias", [6], heads);
  expect([...fused.arrange(Float32Array.of(1, 2, 3, 10, 20, 30))]).toEqual([1, 10, 2, 20, 3, 30]);
});

test("GPT-2's matrices are turned, its vectors and its embeddings are not", () => {
  const { shape, arrange } = arranged(ggufNamings.gpt2!, "ffn_up.weight", [2, 3], heads);
  expect(shape).toEqual([3, 2]);
  expect([...arrange(Float32Array.of(1, 2, 3, 4, 5, 6))]).toEqual([1, 4, 2, 5, 3, 6]);
  expect(arranged(ggufNamings.gpt2!, "token_embd.weight", [2, 3], heads).shape).toEqual([2, 3]);
});

test("Gemma's norms have one added", () => {
  const norm = arranged(ggufNamings.gemma!, "attn_norm.weight", [2], heads);
  expect([...norm.arrange(Float32Array.of(0, -0.5))]).toEqual([1, 0.5]);
});
