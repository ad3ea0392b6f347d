import type { LlamaSizes } from "../../demo/model/llama-config.ts";

/** A Llama to measure with: its config.json, without the names of special tokens. */
export interface LlamaShape extends LlamaSizes {
  readonly rope_theta: number;
}

/** 15 million parameters: the shape that stories15M made known, with embeddings tied. */
const llama15M: LlamaShape = {
  vocab_size: 32_000,
  hidden_size: 288,
  intermediate_size: 768,
  num_hidden_layers: 6,
  num_attention_heads: 6,
  num_key_value_heads: 6,
  rope_theta: 10_000,
};

/** SmolLM2-135M. */
const llama135M: LlamaShape = {
  vocab_size: 49_152,
  hidden_size: 576,
  intermediate_size: 1536,
  num_hidden_layers: 30,
  num_attention_heads: 9,
  num_key_value_heads: 3,
  rope_theta: 100_000,
};

/**
 * As few computations as can be around embeddings of a shape's width: what is done to the embeddings costs the same, and stands out.
 */
function bare(shape: LlamaShape): LlamaShape {
  return { ...shape, num_hidden_layers: 1, num_key_value_heads: 1, intermediate_size: 16, vocab_size: 64 };
}

/** Models of random weights that the benchmarks are about. */
export const shapes = {
  "15M": llama15M,
  "15M-bare": bare(llama15M),
  "135M": llama135M,
  "135M-bare": bare(llama135M),
} as const;

export type ShapeName = keyof typeof shapes;

/** config.json of a shape. */
export function llamaConfig(shape: LlamaShape): Record<string, unknown> {
  return {
    architectures: ["LlamaForCausalLM"],
    model_type: "llama",
    ...shape,
    max_position_embeddings: 2048,
    hidden_act: "silu",
    rms_norm_eps: 1e-5,
    tie_word_embeddings: true,
    attention_bias: false,
    mlp_bias: false,
    bos_token_id: 1,
    eos_token_id: 2,
    torch_dtype: "float32",
  };
}
