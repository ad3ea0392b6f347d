import { ExportError } from "../../errors/export-error.ts";
import type { GgufMetadata, GgufValue } from "./write-gguf.ts";

type Json = Readonly<Record<string, unknown>>;

/** What is not in every config.json. */
export interface ModelSizes {
  readonly vocabSize: number;
  /** In tokens. */
  readonly contextLength: number;
}

/**
 * What a GGUF file says of the model's shape, in the keys of llama.cpp's converter.
 *
 * @param architecture llama.cpp's name of it
 * @param config config.json in the spelling of transformers 4 or 5
 */
export function modelMetadata(architecture: string, config: Json, sizes: ModelSizes): GgufMetadata {
  const get = (...keys: string[]) =>
    keys.map((key) => config[key]).find((value) => value !== undefined && value !== null);
  const number = (...keys: string[]) => {
    const value = get(...keys);
    if (typeof value !== "number") throw new ExportError(`config.json has no ${keys[0]}, which GGUF wants`);
    return value;
  };
  const width = number("hidden_size", "n_embd");
  const heads = number("num_attention_heads", "n_head");
  const kvHeads = (get("num_key_value_heads") as number | undefined) ?? heads;
  const headDim = (get("head_dim") as number | undefined) ?? width / heads;
  const isLayerNorm = architecture === "gpt2" || architecture === "gptneox";
  const keys: Record<string, GgufValue | undefined> = {
    context_length: { uint32: sizes.contextLength },
    embedding_length: { uint32: width },
    block_count: { uint32: number("num_hidden_layers", "n_layer") },
    feed_forward_length: {
      uint32: architecture === "gpt2" ? ((get("n_inner") as number) ?? 4 * width) : number("intermediate_size"),
    },
    vocab_size: { uint32: sizes.vocabSize },
    "attention.head_count": { uint32: heads },
    ...(isLayerNorm
      ? { "attention.layer_norm_epsilon": { float32: Number(get("layer_norm_eps", "layer_norm_epsilon") ?? 1e-5) } }
      : {
          "attention.head_count_kv": { uint32: kvHeads },
          "attention.layer_norm_rms_epsilon": { float32: Number(get("rms_norm_eps") ?? 1e-6) },
          "attention.key_length": { uint32: headDim },
          "attention.value_length": { uint32: headDim },
        }),
    ...(architecture === "gpt2" ? {} : ropeKeys(architecture, config, headDim, sizes.contextLength)),
    ...(architecture === "gptneox" ? { use_parallel_residual: config.use_parallel_residual !== false } : {}),
    ...windowKeys(architecture, config),
  };
  return Object.fromEntries(
    Object.entries(keys).flatMap(([key, value]) => (value === undefined ? [] : [[`${architecture}.${key}`, value]])),
  );
}

/** Rotary positions of a model's layers, whichever way config.json spells them; Gemma 3's local ones are apart. */
export function ropeOf(config: Json): { theta: number; scaling: Json; localTheta?: number } {
  const all = (config.rope_parameters ?? config.rope_scaling ?? {}) as Json;
  const local = all.sliding_attention as Json | undefined;
  const scaling = (all.full_attention as Json | undefined) ?? all;
  const theta = Number(scaling.rope_theta ?? config.rope_theta ?? config.rotary_emb_base ?? 10_000);
  const localTheta = local?.rope_theta ?? config.rope_local_base_freq;
  return { theta, scaling, ...(localTheta === undefined ? {} : { localTheta: Number(localTheta) }) };
}

/** Elements of a head that are rotated. */
export function rotaryDimension(config: Json, headDim: number): number {
  const { scaling } = ropeOf(config);
  return Math.trunc(
    headDim * Number(scaling.partial_rotary_factor ?? config.partial_rotary_factor ?? config.rotary_pct ?? 1),
  );
}

function ropeKeys(
  architecture: string,
  config: Json,
  headDim: number,
  contextLength: number,
): Record<string, GgufValue | undefined> {
  const { theta, scaling, localTheta } = ropeOf(config);
  const type = scaling.rope_type ?? scaling.type ?? "default";
  const keys: Record<string, GgufValue | undefined> = {
    "rope.dimension_count": { uint32: rotaryDimension(config, headDim) },
    "rope.freq_base": { float32: theta },
    "rope.freq_base_swa": localTheta === undefined ? undefined : { float32: localTheta },
  };
  const original = scaling.original_max_position_embeddings ?? config.original_max_position_embeddings;
  if (architecture === "phi3" || type === "yarn")
    keys["rope.scaling.original_context_length"] = { uint32: Number(original ?? contextLength) };
  if (type === "linear" || type === "yarn") {
    keys["rope.scaling.type"] = type;
    keys["rope.scaling.factor"] = { float32: Number(scaling.factor) };
  } else if (type === "longrope") {
    keys["rope.scaling.attn_factor"] = {
      float32: longRopeAttentionFactor(contextLength / Number(original), Number(original)),
    };
  } else if (type !== "default" && type !== "llama3")
    // Llama 3's is in a tensor of factors.
    throw new ExportError(
      `GGUF cannot hold rotary positions of the kind ${type}; llama3, linear, yarn and longrope it can`,
    );
  return keys;
}

/** √(1 + ln s / ln n) for a context that is s times the original n (LongRoPE, arXiv 2402.13753, as Phi-3 has it). */
function longRopeAttentionFactor(scale: number, original: number): number {
  return scale <= 1 ? 1 : Math.sqrt(1 + Math.log(scale) / Math.log(original));
}

function windowKeys(architecture: string, config: Json): Record<string, GgufValue | undefined> {
  const window = config.sliding_window;
  if (architecture === "phi3") return { "attention.sliding_window": { uint32: Number(window ?? 0) } };
  if (architecture !== "gemma3") return {};
  return {
    "attention.sliding_window": typeof window === "number" ? { uint32: window } : undefined,
    "attention.sliding_window_pattern": {
      uint32: Number(config.sliding_window_pattern ?? config._sliding_window_pattern ?? 6),
    },
    final_logit_softcapping:
      typeof config.final_logit_softcapping === "number" ? { float32: config.final_logit_softcapping } : undefined,
  };
}
