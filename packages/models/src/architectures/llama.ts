import { permuteRows } from "@neftune/engine";
import * as tf from "@tensorflow/tfjs";
import type { ModelConfig } from "../checkpoints/model-config.ts";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import { attention } from "../layers/attention.ts";
import { linear } from "../layers/linear.ts";
import { rmsNorm } from "../layers/rms-norm.ts";
import { applyRotary } from "../layers/rotary.ts";
import { swiglu } from "../layers/swiglu.ts";
import type { Architecture, BlockContext, BlockParameterSpecs } from "./architecture.ts";

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
  readonly ropeTheta: number;
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
    ropeTheta: config.number("rope_theta", rope.rope_theta ?? json.rope_theta ?? 10000),
    tieWordEmbeddings: json.tie_word_embeddings === true,
  };
}

/** Llama (Touvron et al. 2023): grouped-query attention, rotary positions, RMSNorm, SwiGLU. */
export function llama(config: LlamaConfig): Architecture {
  const { hiddenSize, intermediateSize, vocabSize, headDim, rmsNormEps } = config;
  const queryWidth = config.numAttentionHeads * headDim;
  const keyWidth = config.numKeyValueHeads * headDim;
  const tokens = { name: "model.embed_tokens.weight", shape: [vocabSize, hiddenSize] };

  function blockParameters(layer: number): BlockParameterSpecs {
    const at = `model.layers.${layer}`;
    return {
      inputNorm: { name: `${at}.input_layernorm.weight`, shape: [hiddenSize] },
      qkv: {
        stack: [
          { name: `${at}.self_attn.q_proj.weight`, shape: [queryWidth, hiddenSize] },
          { name: `${at}.self_attn.k_proj.weight`, shape: [keyWidth, hiddenSize] },
          { name: `${at}.self_attn.v_proj.weight`, shape: [keyWidth, hiddenSize] },
        ],
      },
      o: { name: `${at}.self_attn.o_proj.weight`, shape: [hiddenSize, queryWidth] },
      postNorm: { name: `${at}.post_attention_layernorm.weight`, shape: [hiddenSize] },
      gate: { name: `${at}.mlp.gate_proj.weight`, shape: [intermediateSize, hiddenSize] },
      up: { name: `${at}.mlp.up_proj.weight`, shape: [intermediateSize, hiddenSize] },
      down: { name: `${at}.mlp.down_proj.weight`, shape: [hiddenSize, intermediateSize] },
    };
  }

  /** [tokens, width] → [tokens, width] */
  function selfAttention(x: tf.Tensor, p: Readonly<Record<string, tf.Tensor>>, context: BlockContext): tf.Tensor {
    const { groups, pad, unpad } = context;
    const { numAttentionHeads: heads, numKeyValueHeads: kvHeads } = config;
    const group = heads / kvHeads;
    const count = x.shape[0]!;

    const [qk, v] = tf.split(linear(x, p.qkv!), [queryWidth + keyWidth, keyWidth], 1) as [tf.Tensor, tf.Tensor];
    const rotated = applyRotary(
      tf.reshape(qk, [count, heads + kvHeads, headDim]),
      tf.reshape(context.cos, [count, 1, headDim]),
      tf.reshape(context.sin, [count, 1, headDim]),
    );
    const qkv = tf.concat([tf.reshape(rotated, [count, queryWidth + keyWidth]), v], 1); // [tokens, queryWidth + 2·keyWidth]
    const padded = permuteRows(qkv, pad, unpad); //                                      [places, …]
    const places = groups.map(({ batch, length }) => batch * length);
    const spread = places.length === 1 ? [padded] : tf.split(padded, places, 0); //      [batch·length, …] a group
    const attended = groups.map(({ batch, length, mask }, index) => {
      const byHead = tf.transpose(
        tf.reshape(spread[index]!, [batch, length, heads + 2 * kvHeads, headDim]),
        [0, 2, 1, 3],
      );
      const [q, keys, values] = tf.split(byHead, [heads, kvHeads, kvHeads], 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const queries = tf.mul(tf.reshape(q, [batch, kvHeads, group * length, headDim]), 1 / Math.sqrt(headDim));
      const output = attention(queries, keys, values, mask); //                          [batch, kvHeads, group·length, headDim]
      return tf.reshape(tf.transpose(tf.reshape(output, [batch, kvHeads, group, length, headDim]), [0, 3, 1, 2, 4]), [
        batch * length,
        queryWidth,
      ]);
    });
    const merged = attended.length === 1 ? attended[0]! : tf.concat(attended, 0); //       [places, queryWidth]
    return linear(permuteRows(merged, unpad, pad), p.o!); //                               [tokens, width]
  }

  return {
    width: hiddenSize,
    layers: config.numHiddenLayers,
    vocabSize,
    headDim,
    ropeTheta: config.ropeTheta,
    embedParameters: { tokens },
    blockParameters,
    headParameters: {
      norm: { name: "model.norm.weight", shape: [hiddenSize] },
      lmHead: config.tieWordEmbeddings ? tokens : { name: "lm_head.weight", shape: [vocabSize, hiddenSize] },
    },
    block(x, p, context) {
      const attended = tf.add(x, selfAttention(rmsNorm(x, p.inputNorm!, rmsNormEps), p, context));
      const h = rmsNorm(attended, p.postNorm!, rmsNormEps);
      return tf.add(attended, linear(swiglu(linear(h, p.gate!), linear(h, p.up!)), p.down!));
    },
    finalNorm: (x, p) => rmsNorm(x, p.norm!, rmsNormEps),
  };
}
