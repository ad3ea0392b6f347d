import { SPECIAL_TOKENS } from "../tokenizer/tokenizer-files.ts";

const specialTokens = Object.values(SPECIAL_TOKENS);

/** config.json of the demo's model: Llama with grouped-query attention and tied embeddings, about a million parameters. */
export const LLAMA_CONFIG = {
  architectures: ["LlamaForCausalLM"],
  model_type: "llama",
  vocab_size: 1024,
  hidden_size: 128,
  intermediate_size: 344,
  num_hidden_layers: 5,
  num_attention_heads: 8,
  num_key_value_heads: 4,
  max_position_embeddings: 512,
  hidden_act: "silu",
  rms_norm_eps: 1e-5,
  rope_theta: 10_000,
  tie_word_embeddings: true,
  attention_bias: false,
  mlp_bias: false,
  initializer_range: 0.02,
  pad_token_id: specialTokens.indexOf(SPECIAL_TOKENS.pad),
  bos_token_id: specialTokens.indexOf(SPECIAL_TOKENS.bos),
  eos_token_id: specialTokens.indexOf(SPECIAL_TOKENS.eos),
  torch_dtype: "float32",
} as const;

/** The sizes that decide a Llama's parameters, under config.json's names. */
export type LlamaSizes = Pick<
  { [Key in keyof typeof LLAMA_CONFIG]: number },
  | "vocab_size"
  | "hidden_size"
  | "intermediate_size"
  | "num_hidden_layers"
  | "num_attention_heads"
  | "num_key_value_heads"
>;
