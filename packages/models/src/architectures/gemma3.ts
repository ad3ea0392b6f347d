import * as tf from "@tensorflow/tfjs";
import type { ModelConfig } from "../checkpoints/model-config.ts";
import { geglu } from "../layers/geglu.ts";
import { unitOffsetRmsNorm } from "../layers/rms-norm.ts";
import type { Architecture } from "./architecture.ts";
import { type DecoderConfig, decoderConfig } from "./config/decoder-config.ts";
import { type LayerType, layerKinds, layerTypes } from "./config/layer-types.ts";
import { ropeSection, rotaryConfig } from "./config/rotary-config.ts";
import { llama } from "./llama.ts";

/**
 * Gemma 3's text model (Kamath et al. 2025): norms on both sides of each part and on queries and keys; five layers with a window
 * and positions of their own to one that sees everything.
 */
export function gemma3(config: ModelConfig): Architecture {
  const decoder = gemma3Config(config);
  const { hiddenSize, headDim, rmsNormEps } = decoder;
  const base = llama(decoder);
  const scalar = config.number("query_pre_attn_scalar", config.json.query_pre_attn_scalar ?? 256);
  const norm = (x: tf.Tensor, weight: tf.Tensor | undefined) => unitOffsetRmsNorm(x, weight!, rmsNormEps);
  return {
    ...base,
    ...blockKinds(config, decoder),
    attention: { ...base.attention, scale: 1 / Math.sqrt(scalar) },
    embedScale: Math.sqrt(hiddenSize),
    blockParameters(layer) {
      const at = `model.layers.${layer}`;
      return {
        ...base.blockParameters(layer),
        queryNorm: { name: `${at}.self_attn.q_norm.weight`, shape: [headDim] },
        keyNorm: { name: `${at}.self_attn.k_norm.weight`, shape: [headDim] },
        preMlpNorm: { name: `${at}.pre_feedforward_layernorm.weight`, shape: [hiddenSize] },
        postMlpNorm: { name: `${at}.post_feedforward_layernorm.weight`, shape: [hiddenSize] },
      };
    },
    block(x, { weights, linear, attend }) {
      const qkv = linear("qkv", norm(x, weights.inputNorm)); //  [tokens, (heads + 2·kvHeads)·headDim]
      const norms = {
        query: (q: tf.Tensor) => norm(q, weights.queryNorm), //  […, headDim]
        key: (k: tf.Tensor) => norm(k, weights.keyNorm), //      […, headDim]
      };
      const attention = linear("o", attend(qkv, norms)); //      [tokens, width]
      const attended = tf.add(x, norm(attention, weights.postNorm));

      const h = norm(attended, weights.preMlpNorm);
      const gated = geglu(linear("gate", h), linear("up", h)); //  [tokens, intermediate]
      return tf.add(attended, norm(linear("down", gated), weights.postMlpNorm));
    },
    output: (x, weights) => norm(x, weights.norm),
  };
}

function gemma3Config(config: ModelConfig): DecoderConfig {
  const { json } = config;
  config.require("hidden_activation", json.hidden_activation ?? json.hidden_act, "gelu_pytorch_tanh");
  config.require("attn_logit_softcapping", json.attn_logit_softcapping, null);
  config.require("final_logit_softcapping", json.final_logit_softcapping, null);
  config.require("use_bidirectional_attention", json.use_bidirectional_attention, false);
  const rope = ropeSection(config);
  return decoderConfig(config, {
    numKeyValueHeads: 4,
    headDim: 256,
    maxPositionEmbeddings: 131072,
    ropeTheta: 1e6,
    tieWordEmbeddings: true,
    // transformers 5 describes the positions of each type of layer, 4 those of the layers that see everything.
    rope: { section: "full_attention" in rope.json ? rope.section("full_attention") : rope },
  });
}

function blockKinds(config: ModelConfig, { headDim, maxPositionEmbeddings, rotary, numHiddenLayers }: DecoderConfig) {
  const { json } = config;
  const rope = ropeSection(config);
  const local = rotaryConfig(rope.section("sliding_attention"), {
    headDim,
    maxPositions: maxPositionEmbeddings,
    theta: json.rope_local_base_freq ?? 10000,
  });
  const window = config.integer("sliding_window", 4096);
  const pattern = config.integer("sliding_window_pattern", config.integer("_sliding_window_pattern", 6));
  const fallback = (layer: number): LayerType => ((layer + 1) % pattern === 0 ? "full_attention" : "sliding_attention");
  const kinds = { full_attention: { window: null, rotary }, sliding_attention: { window, rotary: local } };
  return layerKinds(layerTypes(config, numHiddenLayers, fallback).map((type) => kinds[type]));
}
