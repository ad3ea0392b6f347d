import * as tf from "@tensorflow/tfjs";
import type { ModelConfig } from "../checkpoints/model-config.ts";
import { rmsNorm } from "../layers/rms-norm.ts";
import { swiglu } from "../layers/swiglu.ts";
import { type Architecture, type BlockParameterSpecs, linearWeight } from "./architecture.ts";
import { biasOf } from "./bias-of.ts";
import { type DecoderConfig, type DecoderDefaults, decoderConfig } from "./config/decoder-config.ts";

/** Reads a Llama's config.json, or that of a descendant with other defaults. */
export function llamaConfig(
  config: ModelConfig,
  defaults: DecoderDefaults = { maxPositionEmbeddings: 2048 },
): DecoderConfig {
  config.require("hidden_act", config.json.hidden_act, "silu");
  return decoderConfig(config, defaults);
}

/** Llama 1 to 3 (Touvron et al. 2023): grouped-query attention, rotary positions, RMSNorm, SwiGLU. */
export function llama(config: DecoderConfig): Architecture {
  const { hiddenSize, intermediateSize, vocabSize, headDim, rmsNormEps } = config;
  const { attentionBias, mlpBias, attentionDropout } = config;
  const { numAttentionHeads: heads, numKeyValueHeads: kvHeads } = config;
  const [queryWidth, keyWidth] = [heads * headDim, kvHeads * headDim];
  const tokens = { name: "model.embed_tokens.weight", shape: [vocabSize, hiddenSize] };

  function blockParameters(layer: number): BlockParameterSpecs {
    const at = `model.layers.${layer}`;
    const qkv = {
      stack: [
        linearWeight(`${at}.self_attn.q_proj`, [queryWidth, hiddenSize]),
        linearWeight(`${at}.self_attn.k_proj`, [keyWidth, hiddenSize]),
        linearWeight(`${at}.self_attn.v_proj`, [keyWidth, hiddenSize]),
      ],
    };
    const o = linearWeight(`${at}.self_attn.o_proj`, [hiddenSize, queryWidth]);
    const gate = linearWeight(`${at}.mlp.gate_proj`, [intermediateSize, hiddenSize]);
    const up = linearWeight(`${at}.mlp.up_proj`, [intermediateSize, hiddenSize]);
    const down = linearWeight(`${at}.mlp.down_proj`, [hiddenSize, intermediateSize]);
    return {
      inputNorm: { name: `${at}.input_layernorm.weight`, shape: [hiddenSize] },
      qkv,
      o,
      ...(attentionBias ? { qkvBias: biasOf(qkv), oBias: biasOf(o) } : {}),
      postNorm: { name: `${at}.post_attention_layernorm.weight`, shape: [hiddenSize] },
      gate,
      up,
      down,
      ...(mlpBias ? { gateBias: biasOf(gate), upBias: biasOf(up), downBias: biasOf(down) } : {}),
    };
  }

  return {
    width: hiddenSize,
    layers: config.numHiddenLayers,
    vocabSize,
    maxPositions: config.maxPositionEmbeddings,
    attention: { heads, kvHeads, headDim, scale: 1 / Math.sqrt(headDim) },
    dropout: { embedding: 0, probabilities: attentionDropout, block: {}, unapplied: {} },
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
