import type { ModelConfig } from "../../checkpoints/model-config.ts";
import { CheckpointError } from "../../errors/checkpoint-error.ts";
import type { Rotary } from "../../layers/rotary.ts";
import { dropoutShare } from "./dropout-config.ts";
import { type RotaryDefaults, ropeSection, rotaryConfig } from "./rotary-config.ts";
import { layerCount } from "./sizes.ts";

/** What config.json says of a Llama or one of its many descendants. */
export interface DecoderConfig {
  readonly vocabSize: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly numHiddenLayers: number;
  readonly numAttentionHeads: number;
  readonly numKeyValueHeads: number;
  readonly headDim: number;
  readonly rmsNormEps: number;
  readonly maxPositionEmbeddings: number;
  readonly rotary: Rotary;
  readonly tieWordEmbeddings: boolean;
  /** Whether the linear layers of attention have biases. */
  readonly attentionBias: boolean;
  /** The same of the feed-forward layers. */
  readonly mlpBias: boolean;
  /** Share of the attention's probabilities that training drops. */
  readonly attentionDropout: number;
}

/** What transformers takes where config.json does not say; it depends on the architecture. */
export interface DecoderDefaults {
  /** Default: as many as there are query heads. */
  readonly numKeyValueHeads?: number;
  /** Default: the query heads together are as wide as the model. */
  readonly headDim?: number;
  readonly maxPositionEmbeddings: number;
  /** Default 1e-6. */
  readonly rmsNormEps?: number;
  /** Default 10,000. */
  readonly ropeTheta?: number;
  readonly tieWordEmbeddings?: boolean;
  /** Rotary positions that are not described where they usually are. */
  readonly rope?: { readonly section: ModelConfig; readonly defaults?: Partial<RotaryDefaults> };
}

/**
 * Reads config.json in transformers 5's spelling (`rope_parameters`) or 4's (`rope_theta`, `rope_scaling`).
 *
 * @throws CheckpointError when a value is missing, wrong or not supported.
 */
export function decoderConfig(config: ModelConfig, defaults: DecoderDefaults): DecoderConfig {
  const { json } = config;
  const hiddenSize = config.integer("hidden_size");
  const heads = config.integer("num_attention_heads");
  const kvHeads = config.integer("num_key_value_heads", defaults.numKeyValueHeads ?? heads);
  if (heads % kvHeads !== 0)
    throw new CheckpointError(
      `${config.path}: ${heads} attention heads cannot share ${kvHeads} key/value heads evenly`,
    );
  const headDim = config.integer("head_dim", defaults.headDim ?? hiddenSize / heads);
  const maxPositionEmbeddings = config.integer("max_position_embeddings", defaults.maxPositionEmbeddings);
  return {
    vocabSize: config.integer("vocab_size"),
    hiddenSize,
    intermediateSize: config.integer("intermediate_size"),
    numHiddenLayers: layerCount(config, "num_hidden_layers"),
    numAttentionHeads: heads,
    numKeyValueHeads: kvHeads,
    headDim,
    rmsNormEps: config.number("rms_norm_eps", json.rms_norm_eps ?? defaults.rmsNormEps ?? 1e-6),
    maxPositionEmbeddings,
    rotary: rotaryConfig(defaults.rope?.section ?? ropeSection(config), {
      headDim,
      maxPositions: maxPositionEmbeddings,
      theta: json.rope_theta ?? defaults.ropeTheta ?? 10000,
      partialRotaryFactor: json.partial_rotary_factor,
      originalMaxPositions: json.original_max_position_embeddings,
      ...defaults.rope?.defaults,
    }),
    tieWordEmbeddings: config.flag("tie_word_embeddings", defaults.tieWordEmbeddings ?? false),
    attentionBias: config.flag("attention_bias", false),
    mlpBias: config.flag("mlp_bias", false),
    attentionDropout: dropoutShare(config, "attention_dropout"),
  };
}
