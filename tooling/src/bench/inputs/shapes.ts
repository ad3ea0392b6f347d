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

/** GPT-2 small's width and depth as a Llama. */
const llama110M: LlamaShape = {
  ...llama15M,
  hidden_size: 768,
  intermediate_size: 2048,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  num_key_value_heads: 12,
};

/** To try the benchmarks with. */
const tiny: LlamaShape = {
  ...llama15M,
  vocab_size: 512,
  hidden_size: 64,
  intermediate_size: 128,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
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
  tiny,
  "15M": llama15M,
  "15M-bare": bare(llama15M),
  "110M": llama110M,
  "110M-twice-the-layers": { ...llama110M, num_hidden_layers: 24 },
  "135M": llama135M,
  "135M-bare": bare(llama135M),
} as const;

export type ShapeName = keyof typeof shapes;

/** Of which the training step can be measured. */
export const stepModels: readonly ShapeName[] = ["tiny", "15M", "110M", "135M"];

/** Models that are compiled and never run: their weights are zeros, which are made in less time. */
export const weightless: readonly ShapeName[] = ["110M-twice-the-layers"];

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
