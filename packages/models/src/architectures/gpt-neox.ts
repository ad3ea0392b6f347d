import * as tf from "@tensorflow/tfjs";
import type { ModelConfig } from "../checkpoints/model-config.ts";
import { activations } from "../layers/activations.ts";
import { layerNorm } from "../layers/layer-norm.ts";
import { type Architecture, type BlockParameterSpecs, linearWeight } from "./architecture.ts";
import { biasOf } from "./bias-of.ts";
import { dropoutShare } from "./config/dropout-config.ts";
import { ropeSection, rotaryConfig } from "./config/rotary-config.ts";
import { evenHeadDim, layerCount } from "./config/sizes.ts";

/** GPT-NeoX (Black et al. 2022), and so Pythia: attention and feed-forward side by side, a quarter of each head rotated. */
export function gptNeox(config: ModelConfig): Architecture {
  const { json } = config;
  const width = config.integer("hidden_size");
  const heads = config.integer("num_attention_heads");
  const headDim = evenHeadDim(config, width, heads);
  const inner = config.integer("intermediate_size");
  const vocabSize = config.integer("vocab_size");
  const maxPositions = config.integer("max_position_embeddings", 2048);
  const epsilon = config.number("layer_norm_eps", json.layer_norm_eps ?? 1e-5);
  const hasBias = config.flag("attention_bias", true);
  const isParallel = config.flag("use_parallel_residual", true);
  const activation = activations[config.oneOf("hidden_act", json.hidden_act ?? "gelu", Object.keys(activations))]!;
  const rotary = rotaryConfig(ropeSection(config), {
    headDim,
    maxPositions,
    theta: json.rotary_emb_base ?? 10000,
    partialRotaryFactor: json.rotary_pct ?? 0.25,
  });
  const tokens = { name: "gpt_neox.embed_in.weight", shape: [vocabSize, width] };
  const hiddenDropout = dropoutShare(config, "hidden_dropout");
  const isTied = config.flag("tie_word_embeddings", false);

  function blockParameters(layer: number): BlockParameterSpecs {
    const at = `gpt_neox.layers.${layer}`;
    const qkv = linearWeight(`${at}.attention.query_key_value`, [3 * width, width]);
    const o = linearWeight(`${at}.attention.dense`, [width, width]);
    const up = linearWeight(`${at}.mlp.dense_h_to_4h`, [inner, width]);
    const down = linearWeight(`${at}.mlp.dense_4h_to_h`, [width, inner]);
    return {
      inputNorm: { name: `${at}.input_layernorm.weight`, shape: [width] },
      inputNormBias: { name: `${at}.input_layernorm.bias`, shape: [width] },
      qkv,
      o,
      ...(hasBias ? { qkvBias: biasOf(qkv), oBias: biasOf(o) } : {}),
      postNorm: { name: `${at}.post_attention_layernorm.weight`, shape: [width] },
      postNormBias: { name: `${at}.post_attention_layernorm.bias`, shape: [width] },
      up,
      upBias: biasOf(up),
      down,
      downBias: biasOf(down),
    };
  }

  return {
    width,
    layers: layerCount(config, "num_hidden_layers"),
    vocabSize,
    maxPositions,
    attention: { heads, kvHeads: heads, headDim, scale: 1 / Math.sqrt(headDim) },
    dropout: {
      embedding: hiddenDropout,
      probabilities: dropoutShare(config, "attention_dropout"),
      block: { attention: hiddenDropout, mlp: hiddenDropout },
      unapplied: {},
    },
    embedScale: 1,
    embedParameters: { tokens },
    input: null,
    kinds: [{ window: null, rotary }],
    kindOf: () => 0,
    blockParameters,
    block(x, { weights, linear, attend, dropout }) {
      const [tokens] = x.shape as [number, number];
      const interleaved = linear("qkv", layerNorm(x, weights.inputNorm!, weights.inputNormBias!, epsilon));
      const byHead = tf.reshape(interleaved, [tokens, heads, 3, headDim]); //     each head's query, key and value together
      const qkv = tf.reshape(tf.transpose(byHead, [0, 2, 1, 3]), [tokens, 3 * width]);
      const attended = tf.add(x, dropout("attention", linear("o", attend(qkv)))); //  [tokens, width]

      const h = layerNorm(isParallel ? x : attended, weights.postNorm!, weights.postNormBias!, epsilon);
      return tf.add(attended, dropout("mlp", linear("down", activation(linear("up", h))))); //  [tokens, width]
    },
    headParameters: {
      norm: { name: "gpt_neox.final_layer_norm.weight", shape: [width] },
      normBias: { name: "gpt_neox.final_layer_norm.bias", shape: [width] },
      lmHead: isTied ? tokens : { name: "embed_out.weight", shape: [vocabSize, width] },
    },
    output: (x, { norm, normBias }) => layerNorm(x, norm!, normBias!, epsilon),
  };
}
