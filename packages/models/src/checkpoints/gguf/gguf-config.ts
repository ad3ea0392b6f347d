import { CheckpointError } from "../../errors/checkpoint-error.ts";
import type { GgufTensor } from "./header.ts";
import { llama3Scaling } from "./llama3-scaling.ts";
import type { GgufMetadata } from "./metadata.ts";
import type { GgufNaming } from "./naming.ts";

/** What config.json is made of. */
export interface GgufModel {
  readonly metadata: GgufMetadata;
  readonly naming: GgufNaming;
  readonly tensors: ReadonlyMap<string, GgufTensor>;
  /** The elements of a small tensor, such as the factors of rotary frequencies. */
  read(name: string): Promise<Float32Array>;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * config.json, in the spelling of transformers 4, as it was before llama.cpp's converter read it.
 *
 * @throws CheckpointError when a key is missing, or the model has what is not supported
 */
export async function ggufConfig(model: GgufModel): Promise<Json> {
  const { metadata, naming, tensors } = model;
  const { architecture } = metadata;
  const embedding = tensors.get("token_embd.weight");
  if (!embedding)
    throw new CheckpointError(`${metadata.path} has no token_embd.weight: it is a vocabulary without a model`);
  if ((metadata.number(`${architecture}.expert_count`) ?? 0) > 0)
    throw new CheckpointError(`${metadata.path}: mixtures of experts are not supported`);
  const shared = {
    architectures: [naming.className],
    model_type: naming.modelType,
    vocab_size: embedding.shape[0],
    bos_token_id: metadata.number("tokenizer.ggml.bos_token_id") ?? null,
    eos_token_id: metadata.number("tokenizer.ggml.eos_token_id") ?? null,
    // Its own output matrix is in GPT-2's files even where it is the embedding matrix once more.
    tie_word_embeddings: architecture === "gpt2" || !tensors.has("output.weight"),
  };
  if (architecture === "gpt2") return { ...shared, ...gpt2Config(metadata) };
  if (architecture === "gptneox") return { ...shared, ...neoxConfig(metadata) };
  return { ...shared, ...llamaConfig(metadata), ...(await ropeConfig(model)), ...ownConfig(metadata) };
}

/** A number under the architecture's key. */
function decimal(metadata: GgufMetadata, key: string): number | undefined {
  const value = metadata.number(`${metadata.architecture}.${key}`);
  return value === undefined ? undefined : shorten(value);
}

/** What was written before it was a float32: 1e-5, not 9.999999747378752e-6. */
function shorten(value: number): number {
  const short = Number(value.toPrecision(7));
  return Math.fround(short) === value ? short : value;
}

function required(metadata: GgufMetadata, key: string): number {
  const value = decimal(metadata, key);
  if (value === undefined) throw new CheckpointError(`${metadata.path} has no ${metadata.architecture}.${key}`);
  return value;
}

function llamaConfig(metadata: GgufMetadata): Json {
  const heads = required(metadata, "attention.head_count");
  const width = required(metadata, "embedding_length");
  return {
    hidden_size: width,
    num_hidden_layers: required(metadata, "block_count"),
    intermediate_size: required(metadata, "feed_forward_length"),
    num_attention_heads: heads,
    num_key_value_heads: decimal(metadata, "attention.head_count_kv") ?? heads,
    head_dim: decimal(metadata, "attention.key_length") ?? width / heads,
    rms_norm_eps: required(metadata, "attention.layer_norm_rms_epsilon"),
    max_position_embeddings: required(metadata, "context_length"),
  };
}

/** What only some of the architectures have. Where llama.cpp knows a value by heart, it is not in the file. */
function ownConfig(metadata: GgufMetadata): Json {
  const window = decimal(metadata, "attention.sliding_window");
  switch (metadata.architecture) {
    case "smollm3":
      return { hidden_act: "silu", no_rope_layer_interval: 4 };
    case "gemma":
      return { hidden_activation: "gelu_pytorch_tanh" };
    case "gemma3": {
      const heads = required(metadata, "attention.head_count");
      const is27B = required(metadata, "block_count") === 62;
      return {
        hidden_activation: "gelu_pytorch_tanh",
        sliding_window: window ?? null,
        sliding_window_pattern: window === undefined ? 1 : (decimal(metadata, "attention.sliding_window_pattern") ?? 6),
        query_pre_attn_scalar: is27B
          ? required(metadata, "embedding_length") / heads
          : (decimal(metadata, "attention.key_length") ?? 256),
        final_logit_softcapping: decimal(metadata, "final_logit_softcapping") ?? null,
      };
    }
    case "phi3":
      return { hidden_act: "silu", sliding_window: window || null };
    default:
      return { hidden_act: "silu" };
  }
}

async function ropeConfig({ metadata, tensors, read }: GgufModel): Promise<Json> {
  const { architecture } = metadata;
  const theta = decimal(metadata, "rope.freq_base") ?? (architecture === "gemma3" ? 1_000_000 : 10_000);
  const headDim =
    decimal(metadata, "attention.key_length") ??
    required(metadata, "embedding_length") / required(metadata, "attention.head_count");
  const rotaryDim = decimal(metadata, "rope.dimension_count") ?? headDim;
  const factor = decimal(metadata, "rope.scaling.factor");
  const original = decimal(metadata, "rope.scaling.original_context_length");
  const type = metadata.string(`${architecture}.rope.scaling.type`) ?? "none";
  const config: Record<string, unknown> = { rope_theta: theta, rope_scaling: null };
  if (rotaryDim !== headDim) config.partial_rotary_factor = rotaryDim / headDim;
  if (architecture === "gemma3") config.rope_local_base_freq = decimal(metadata, "rope.freq_base_swa") ?? 10_000;
  if (architecture === "phi3" && original !== undefined) config.original_max_position_embeddings = original;

  if (tensors.has("rope_factors_long.weight"))
    config.rope_scaling = {
      rope_type: "longrope",
      long_factor: [...(await read("rope_factors_long.weight"))].map(shorten),
      short_factor: [...(await read("rope_factors_short.weight"))].map(shorten),
    };
  else if (tensors.has("rope_freqs.weight"))
    config.rope_scaling = llama3Scaling(metadata.path, await read("rope_freqs.weight"), theta);
  else if (type === "linear" || type === "yarn")
    config.rope_scaling = {
      rope_type: type,
      factor: factor ?? 1,
      ...(type === "yarn" && original !== undefined ? { original_max_position_embeddings: original } : {}),
    };
  else if (type !== "none") throw new CheckpointError(`${metadata.path}: rope scaling ${type} is not supported`);
  return config;
}

function gpt2Config(metadata: GgufMetadata): Json {
  return {
    n_embd: required(metadata, "embedding_length"),
    n_layer: required(metadata, "block_count"),
    n_head: required(metadata, "attention.head_count"),
    n_inner: required(metadata, "feed_forward_length"),
    n_positions: required(metadata, "context_length"),
    layer_norm_epsilon: required(metadata, "attention.layer_norm_epsilon"),
    activation_function: "gelu_new",
  };
}

function neoxConfig(metadata: GgufMetadata): Json {
  const width = required(metadata, "embedding_length");
  const heads = required(metadata, "attention.head_count");
  return {
    hidden_size: width,
    num_hidden_layers: required(metadata, "block_count"),
    num_attention_heads: heads,
    intermediate_size: required(metadata, "feed_forward_length"),
    max_position_embeddings: required(metadata, "context_length"),
    layer_norm_eps: required(metadata, "attention.layer_norm_epsilon"),
    rotary_pct: required(metadata, "rope.dimension_count") / (width / heads),
    rotary_emb_base: decimal(metadata, "rope.freq_base") ?? 10_000,
    use_parallel_residual: metadata.boolean("gptneox.use_parallel_residual") ?? true,
    hidden_act: "gelu",
    attention_bias: true,
  };
}
