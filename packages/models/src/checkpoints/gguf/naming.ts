/** How an architecture of llama.cpp's is called in Hugging Face's words. */
export interface GgufNaming {
  readonly modelType: string;
  readonly className: string;
  /** What stands before a layer's number. */
  readonly layers: string;
  /** Modules outside of layers, and those of a layer (under `blk.N.` there), by llama.cpp's name. */
  readonly modules: Readonly<Record<string, string>>;
  /** What llama.cpp's converter does to tensors, which is undone here. */
  readonly rearranged?: "rotary-pairs" | "transposed" | "fused-heads";
  /** Whether one was added to the weights of norms. */
  readonly addsOneToNorms?: boolean;
}

const llamaModules = {
  token_embd: "model.embed_tokens",
  output_norm: "model.norm",
  output: "lm_head",
  attn_norm: "input_layernorm",
  attn_q: "self_attn.q_proj",
  attn_k: "self_attn.k_proj",
  attn_v: "self_attn.v_proj",
  attn_output: "self_attn.o_proj",
  ffn_norm: "post_attention_layernorm",
  ffn_gate: "mlp.gate_proj",
  ffn_up: "mlp.up_proj",
  ffn_down: "mlp.down_proj",
};

const qkNorms = { attn_q_norm: "self_attn.q_norm", attn_k_norm: "self_attn.k_norm" };

/** By `general.architecture`. Mistral's models are `llama` there. */
export const ggufNamings: Readonly<Record<string, GgufNaming>> = {
  llama: {
    modelType: "llama",
    className: "LlamaForCausalLM",
    layers: "model.layers",
    modules: llamaModules,
    rearranged: "rotary-pairs",
  },
  smollm3: {
    modelType: "smollm3",
    className: "SmolLM3ForCausalLM",
    layers: "model.layers",
    modules: llamaModules,
    rearranged: "rotary-pairs",
  },
  qwen2: { modelType: "qwen2", className: "Qwen2ForCausalLM", layers: "model.layers", modules: llamaModules },
  qwen3: {
    modelType: "qwen3",
    className: "Qwen3ForCausalLM",
    layers: "model.layers",
    modules: { ...llamaModules, ...qkNorms },
  },
  gemma: {
    modelType: "gemma",
    className: "GemmaForCausalLM",
    layers: "model.layers",
    modules: llamaModules,
    addsOneToNorms: true,
  },
  gemma3: {
    modelType: "gemma3_text",
    className: "Gemma3ForCausalLM",
    layers: "model.layers",
    modules: {
      ...llamaModules,
      ...qkNorms,
      post_attention_norm: "post_attention_layernorm",
      ffn_norm: "pre_feedforward_layernorm",
      post_ffw_norm: "post_feedforward_layernorm",
    },
    addsOneToNorms: true,
  },
  phi3: {
    modelType: "phi3",
    className: "Phi3ForCausalLM",
    layers: "model.layers",
    modules: { ...llamaModules, attn_qkv: "self_attn.qkv_proj", ffn_up: "mlp.gate_up_proj" },
  },
  gpt2: {
    modelType: "gpt2",
    className: "GPT2LMHeadModel",
    layers: "transformer.h",
    modules: {
      token_embd: "transformer.wte",
      position_embd: "transformer.wpe",
      output_norm: "transformer.ln_f",
      output: "lm_head",
      attn_norm: "ln_1",
      attn_qkv: "attn.c_attn",
      attn_output: "attn.c_proj",
      ffn_norm: "ln_2",
      ffn_up: "mlp.c_fc",
      ffn_down: "mlp.c_proj",
    },
    rearranged: "transposed",
  },
  gptneox: {
    modelType: "gpt_neox",
    className: "GPTNeoXForCausalLM",
    layers: "gpt_neox.layers",
    modules: {
      token_embd: "gpt_neox.embed_in",
      output_norm: "gpt_neox.final_layer_norm",
      output: "embed_out",
      attn_norm: "input_layernorm",
      attn_qkv: "attention.query_key_value",
      attn_output: "attention.dense",
      ffn_norm: "post_attention_layernorm",
      ffn_up: "mlp.dense_h_to_4h",
      ffn_down: "mlp.dense_4h_to_h",
    },
    rearranged: "fused-heads",
  },
};

/** Tensors that are no parameters: what they say is in config.json. */
export const ropeTensors: readonly string[] = [
  "rope_freqs.weight",
  "rope_factors_long.weight",
  "rope_factors_short.weight",
];

/** Hugging Face's name of a tensor; undefined where the architecture has none of that name. */
export function huggingFaceName({ layers, modules }: GgufNaming, name: string): string | undefined {
  const [, layer, module, kind] = /^(?:blk\.(\d+)\.)?(\w+)\.(weight|bias)$/.exec(name) ?? [];
  const found = module !== undefined && Object.hasOwn(modules, module) ? modules[module]! : undefined;
  if (found === undefined) return undefined;
  return layer === undefined ? `${found}.${kind}` : `${layers}.${layer}.${found}.${kind}`;
}
