/** config.json of Llama-2-7B, as it lies on the hub. */
export const config = {
  architectures: ["LlamaForCausalLM"],
  bos_token_id: 1,
  eos_token_id: 2,
  hidden_act: "silu",
  hidden_size: 4096,
  initializer_range: 0.02,
  intermediate_size: 11008,
  max_position_embeddings: 4096,
  model_type: "llama",
  num_attention_heads: 32,
  num_hidden_layers: 32,
  num_key_value_heads: 32,
  pretraining_tp: 1,
  rms_norm_eps: 1e-5,
  rope_scaling: null,
  tie_word_embeddings: false,
  torch_dtype: "bfloat16",
  use_cache: true,
  vocab_size: 32000,
};

/** A tensor of the checkpoint. */
export interface NamedShape {
  readonly name: string;
  readonly shape: readonly number[];
}

/** All tensors, from the embedding to the output matrix. */
export function tensors({ hidden_size: width, intermediate_size: inner, ...rest }: typeof config): NamedShape[] {
  const { num_hidden_layers: layers, vocab_size: vocab } = rest;
  const matrix = (name: string, ...shape: number[]) => ({ name: `${name}.weight`, shape });
  const blocks = Array.from({ length: layers }, (_, layer) => {
    const at = `model.layers.${layer}`;
    return [
      matrix(`${at}.input_layernorm`, width),
      ...["q", "k", "v", "o"].map((name) => matrix(`${at}.self_attn.${name}_proj`, width, width)),
      matrix(`${at}.post_attention_layernorm`, width),
      ...["gate", "up"].map((name) => matrix(`${at}.mlp.${name}_proj`, inner, width)),
      matrix(`${at}.mlp.down_proj`, width, inner),
    ];
  });
  return [
    matrix("model.embed_tokens", vocab, width),
    ...blocks.flat(),
    matrix("model.norm", width),
    matrix("lm_head", vocab, width),
  ];
}
