import type { Random } from "../random.ts";
import type { LlamaSizes } from "./llama-config.ts";
import type { NamedTensors } from "./safetensors.ts";

/**
 * A fresh Llama with tied embeddings, under Hugging Face's names: weights from a normal distribution around 0, norms at 1.
 * Linear weights have the shape [out, in].
 */
export function initialWeights(sizes: LlamaSizes, random: Random, standardDeviation: number): NamedTensors {
  const tensors: Record<string, NamedTensors[string]> = {};
  const width = sizes.hidden_size;
  const keyWidth = (width / sizes.num_attention_heads) * sizes.num_key_value_heads;

  function normal(name: string, rows: number, columns: number): void {
    const values = Float32Array.from({ length: rows * columns }, () => random.normal() * standardDeviation);
    tensors[name] = { shape: [rows, columns], values };
  }
  function ones(name: string): void {
    tensors[name] = { shape: [width], values: new Float32Array(width).fill(1) };
  }

  normal("model.embed_tokens.weight", sizes.vocab_size, width);
  for (let layer = 0; layer < sizes.num_hidden_layers; layer++) {
    const block = `model.layers.${layer}`;
    ones(`${block}.input_layernorm.weight`);
    normal(`${block}.self_attn.q_proj.weight`, width, width);
    normal(`${block}.self_attn.k_proj.weight`, keyWidth, width);
    normal(`${block}.self_attn.v_proj.weight`, keyWidth, width);
    normal(`${block}.self_attn.o_proj.weight`, width, width);
    ones(`${block}.post_attention_layernorm.weight`);
    normal(`${block}.mlp.gate_proj.weight`, sizes.intermediate_size, width);
    normal(`${block}.mlp.up_proj.weight`, sizes.intermediate_size, width);
    normal(`${block}.mlp.down_proj.weight`, width, sizes.intermediate_size);
  }
  ones("model.norm.weight");
  return tensors;
}
