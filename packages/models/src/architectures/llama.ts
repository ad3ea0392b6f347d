import * as tf from "@tensorflow/tfjs";
import type { ModelConfig } from "../checkpoints/model-config.ts";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import { rmsNorm } from "../layers/rms-norm.ts";
import { defaultInverseFrequencies, type Rotary } from "../layers/rotary.ts";
import { swiglu } from "../layers/swiglu.ts";
import { type Architecture, type BlockParameterSpecs, linearWeight } from "./architecture.ts";

/** More layers than this are taken for a mistake: nothing is allocated for them. */
const maxLayers = 1024;

/** What a Llama's config.json says. */
export interface LlamaConfig {
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
}

/**
 * Reads config.json in transformers 5's spelling (`rope_parameters`) or 4's (`rope_theta`, `rope_scaling`).
 *
 * @throws CheckpointError when a value is missing, wrong or not supported.
 */
export function llamaConfig(config: ModelConfig): LlamaConfig {
  const { json } = config;
  const rope = (json.rope_parameters ?? json.rope_scaling ?? {}) as Record<string, unknown>;
  config.require("rope_type", rope.rope_type ?? rope.type, "default");
  config.require("hidden_act", json.hidden_act, "silu");
  config.require("attention_bias", json.attention_bias, false);
  config.require("mlp_bias", json.mlp_bias, false);
  const hiddenSize = config.integer("hidden_size");
  const heads = config.integer("num_attention_heads");
  const kvHeads = config.integer("num_key_value_heads", heads);
  if (heads % kvHeads !== 0)
    throw new CheckpointError(
      `${config.path}: ${heads} attention heads cannot share ${kvHeads} key/value heads evenly`,
    );
  const headDim = config.integer("head_dim", hiddenSize / heads);
  if (headDim % 2 !== 0)
    throw new CheckpointError(`${config.path}: head_dim ${headDim} is odd, rotary positions need pairs`);
  const theta = config.number("rope_theta", rope.rope_theta ?? json.rope_theta ?? 10000);
  const layers = config.integer("num_hidden_layers");
  if (layers > maxLayers)
    throw new CheckpointError(`${config.path}: num_hidden_layers is ${layers}, at most ${maxLayers} are supported`);
  return {
    vocabSize: config.integer("vocab_size"),
    hiddenSize,
    intermediateSize: config.integer("intermediate_size"),
    numHiddenLayers: layers,
    numAttentionHeads: heads,
    numKeyValueHeads: kvHeads,
    headDim,
    rmsNormEps: config.number("rms_norm_eps", json.rms_norm_eps ?? 1e-6),
    maxPositionEmbeddings: config.integer("max_position_embeddings", 2048),
    rotary: {
      width: headDim,
      attentionFactor: 1,
      inverseFrequencies: () => defaultInverseFrequencies(headDim, theta),
    },
    tieWordEmbeddings: json.tie_word_embeddings === true,
  };
}

/** Llama (Touvron et al. 2023): grouped-query attention, rotary positions, RMSNorm, SwiGLU. */
export function llama(config: LlamaConfig): Architecture {
  const { hiddenSize, intermediateSize, vocabSize, headDim, rmsNormEps } = config;
  const { numAttentionHeads: heads, numKeyValueHeads: kvHeads } = config;
  const [queryWidth, keyWidth] = [heads * headDim, kvHeads * headDim];
  const tokens = { name: "model.embed_tokens.weight", shape: [vocabSize, hiddenSize] };

  function blockParameters(layer: number): BlockParameterSpecs {
    const at = `model.layers.${layer}`;
    return {
      inputNorm: { name: `${at}.input_layernorm.weight`, shape: [hiddenSize] },
      qkv: {
        stack: [
          linearWeight(`${at}.self_attn.q_proj`, [queryWidth, hiddenSize]),
          linearWeight(`${at}.self_attn.k_proj`, [keyWidth, hiddenSize]),
          linearWeight(`${at}.self_attn.v_proj`, [keyWidth, hiddenSize]),
        ],
      },
      o: linearWeight(`${at}.self_attn.o_proj`, [hiddenSize, queryWidth]),
      postNorm: { name: `${at}.post_attention_layernorm.weight`, shape: [hiddenSize] },
      gate: linearWeight(`${at}.mlp.gate_proj`, [intermediateSize, hiddenSize]),
      up: linearWeight(`${at}.mlp.up_proj`, [intermediateSize, hiddenSize]),
      down: linearWeight(`${at}.mlp.down_proj`, [hiddenSize, intermediateSize]),
    };
  }

  return {
    width: hiddenSize,
    layers: config.numHiddenLayers,
    vocabSize,
    maxPositions: config.maxPositionEmbeddings,
    attention: { heads, kvHeads, headDim, scale: 1 / Math.sqrt(headDim) },
    embedScale: 1,
    embedParameters: { tokens },
    input: null,
    kinds: [{ window: null, rotary: config.rotary }],
    kindOf: () => 0,
    blockParameters,
    block(x, { weights, linear, attend }) {
      const qkv = linear("qkv", rmsNorm(x, weights.inputNorm!, rmsNormEps)); //  [tokens, (heads + 2·kvHeads)·headDim]
      const attended = tf.add(x, linear("o", attend(qkv))); //                   [tokens, width]

      const h = rmsNorm(attended, weights.postNorm!, rmsNormEps);
      const gated = swiglu(linear("gate", h), linear("up", h)); //               [tokens, intermediate]
      return tf.add(attended, linear("down", gated));
    },
    headParameters: {
      norm: { name: "model.norm.weight", shape: [hiddenSize] },
      lmHead: config.tieWordEmbeddings ? tokens : { name: "lm_head.weight", shape: [vocabSize, hiddenSize] },
    },
    output: (x, { norm }) => rmsNorm(x, norm!, rmsNormEps),
  };
}
