import type { LlamaSizes } from "../../demo/model/llama-config.ts";

/** A Llama to measure with: its config.json, without the names of special tokens. */
export interface LlamaShape extends LlamaSizes {
  readonly rope_theta: number;
}

/** Models of random weights that the benchmarks are about. */
export const shapes = {
  /** 15 million parameters: the shape that stories15M made known, with embeddings tied. */
  "15M": {
    vocab_size: 32_000,
    hidden_size: 288,
    intermediate_size: 768,
    num_hidden_layers: 6,
    num_attention_heads: 6,
    num_key_value_heads: 6,
    rope_theta: 10_000,
  },
  /** SmolLM2-135M. */
  "135M": {
    vocab_size: 49_152,
    hidden_size: 576,
    intermediate_size: 1536,
    num_hidden_layers: 30,
    num_attention_heads: 9,
    num_key_value_heads: 3,
    rope_theta: 100_000,
  },
} satisfies Record<string, LlamaShape>;

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
