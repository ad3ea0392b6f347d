import * as tf from "@tensorflow/tfjs";
import type { ModelConfig } from "../checkpoints/model-config.ts";
import { activations } from "../layers/activations.ts";
import { layerNorm } from "../layers/layer-norm.ts";
import type { Architecture, BlockParameterSpecs, ParameterSpec } from "./architecture.ts";
import { biasOf } from "./bias-of.ts";
import { dropoutShare } from "./config/dropout-config.ts";
import { evenHeadDim, layerCount } from "./config/sizes.ts";

/** GPT-2 (Radford et al. 2019): learned positions, layer norms ahead of each part, GELU; weights lie as [in, out]. */
export function gpt2(config: ModelConfig): Architecture {
  const { json } = config;
  config.require("add_cross_attention", json.add_cross_attention, false);
  config.require("scale_attn_by_inverse_layer_idx", json.scale_attn_by_inverse_layer_idx, false);
  const width = config.integer("n_embd");
  const heads = config.integer("n_head");
  const headDim = evenHeadDim(config, width, heads);
  const inner = config.integer("n_inner", 4 * width);
  const vocabSize = config.integer("vocab_size");
  const maxPositions = config.integer("n_positions", 1024);
  const epsilon = config.number("layer_norm_epsilon", json.layer_norm_epsilon ?? 1e-5);
  const activation =
    activations[config.oneOf("activation_function", json.activation_function ?? "gelu_new", Object.keys(activations))]!;
  const tokens = { name: "transformer.wte.weight", shape: [vocabSize, width] };
  const residualDropout = dropoutShare(config, "resid_pdrop", 0.1);
  const isTied = config.flag("tie_word_embeddings", true);

  function blockParameters(layer: number): BlockParameterSpecs {
    const at = `transformer.h.${layer}`;
    const qkv = conv1dWeight(`${at}.attn.c_attn`, [width, 3 * width]);
    const o = conv1dWeight(`${at}.attn.c_proj`, [width, width]);
    const up = conv1dWeight(`${at}.mlp.c_fc`, [width, inner]);
    const down = conv1dWeight(`${at}.mlp.c_proj`, [inner, width]);
    return {
      inputNorm: { name: `${at}.ln_1.weight`, shape: [width] },
      inputNormBias: { name: `${at}.ln_1.bias`, shape: [width] },
      qkv,
      qkvBias: biasOf(qkv),
      o,
      oBias: biasOf(o),
      postNorm: { name: `${at}.ln_2.weight`, shape: [width] },
      postNormBias: { name: `${at}.ln_2.bias`, shape: [width] },
      up,
      upBias: biasOf(up),
      down,
      downBias: biasOf(down),
    };
  }

  return {
    width,
    layers: layerCount(config, "n_layer"),
    vocabSize,
    maxPositions,
    attention: {
      heads,
      kvHeads: heads,
      headDim,
      scale: config.flag("scale_attn_weights", true) ? 1 / Math.sqrt(headDim) : 1,
    },
    dropout: {
      embedding: dropoutShare(config, "embd_pdrop", 0.1),
      probabilities: dropoutShare(config, "attn_pdrop", 0.1),
      block: { attention: residualDropout, mlp: residualDropout },
      unapplied: {},
    },
    embedScale: 1,
    embedParameters: { tokens },
    input: {
      parameters: { positionTable: { name: "transformer.wpe.weight", shape: [maxPositions, width] } },
      apply: (x, weights, positions) => tf.add(x, tf.gather(weights.positionTable!, positions as tf.Tensor1D)), //  [tokens, width]
    },
    kinds: [{ window: null, rotary: null }],
    kindOf: () => 0,
    blockParameters,
    block(x, { weights, linear, attend, dropout }) {
      const qkv = linear("qkv", layerNorm(x, weights.inputNorm!, weights.inputNormBias!, epsilon)); //  [tokens, 3·width]
      const attended = tf.add(x, dropout("attention", linear("o", attend(qkv)))); //                    [tokens, width]

      const h = layerNorm(attended, weights.postNorm!, weights.postNormBias!, epsilon);
      return tf.add(attended, dropout("mlp", linear("down", activation(linear("up", h))))); //          [tokens, width]
    },
    headParameters: {
      norm: { name: "transformer.ln_f.weight", shape: [width] },
      normBias: { name: "transformer.ln_f.bias", shape: [width] },
      lmHead: isTied ? tokens : { name: "lm_head.weight", shape: [vocabSize, width] },
    },
    output: (x, { norm, normBias }) => layerNorm(x, norm!, normBias!, epsilon),
  };
}

function conv1dWeight(module: string, shape: readonly number[]): ParameterSpec {
  return { name: `${module}.weight`, shape, linear: "conv1d" };
}
