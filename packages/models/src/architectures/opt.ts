import * as tf from "@tensorflow/tfjs";
import type { ModelConfig } from "../checkpoints/model-config.ts";
import { activations } from "../layers/activations.ts";
import { layerNorm } from "../layers/layer-norm.ts";
import { linear as project } from "../layers/linear.ts";
import { type Architecture, type BlockParameterSpecs, linearWeight } from "./architecture.ts";
import { biasOf } from "./bias-of.ts";
import { dropoutShare, dropoutShares } from "./config/dropout-config.ts";
import { evenHeadDim, layerCount } from "./config/sizes.ts";

/** PyTorch's default, which OPT takes. */
const epsilon = 1e-5;

/** Rows ahead of position 0 in the table of positions: fairseq kept them for pads. */
const positionOffset = 2;

/**
 * OPT (Zhang et al. 2022): learned positions, ReLU, layer norms ahead of each part. The 350M has its norms behind each part,
 * none at the end, and embeddings narrower than the model, with a projection in and one out.
 */
export function opt(config: ModelConfig): Architecture {
  const { json } = config;
  config.require("layer_norm_elementwise_affine", json.layer_norm_elementwise_affine, true);
  const width = config.integer("hidden_size");
  const heads = config.integer("num_attention_heads");
  const headDim = evenHeadDim(config, width, heads);
  const inner = config.integer("ffn_dim");
  const vocabSize = config.integer("vocab_size");
  const embedWidth = config.integer("word_embed_proj_dim", width);
  const maxPositions = config.integer("max_position_embeddings", 2048);
  const isPreNorm = config.flag("do_layer_norm_before", true);
  const hasFinalNorm = isPreNorm && !config.flag("_remove_final_layer_norm", false);
  const hasBias = config.flag("enable_bias", true);
  const activation =
    activations[config.oneOf("activation_function", json.activation_function ?? "relu", Object.keys(activations))]!;
  const at = "model.decoder";
  const tokens = { name: `${at}.embed_tokens.weight`, shape: [vocabSize, embedWidth] };
  const residualDropout = dropoutShare(config, "dropout", 0.1);
  const isTied = config.flag("tie_word_embeddings", true);
  const normNames = (name: string, key: string) => ({
    [key]: { name: `${name}.weight`, shape: [width] },
    [`${key}Bias`]: { name: `${name}.bias`, shape: [width] },
  });

  function blockParameters(layer: number): BlockParameterSpecs {
    const block = `${at}.layers.${layer}`;
    const square = (name: string) => linearWeight(`${block}.self_attn.${name}`, [width, width]);
    const qkv = { stack: [square("q_proj"), square("k_proj"), square("v_proj")] };
    const o = square("out_proj");
    const up = linearWeight(`${block}.fc1`, [inner, width]);
    const down = linearWeight(`${block}.fc2`, [width, inner]);
    return {
      ...normNames(`${block}.self_attn_layer_norm`, "attentionNorm"),
      ...normNames(`${block}.final_layer_norm`, "mlpNorm"),
      ...{ qkv, o, up, down },
      ...(hasBias ? { qkvBias: biasOf(qkv), oBias: biasOf(o), upBias: biasOf(up), downBias: biasOf(down) } : {}),
    };
  }

  return {
    width,
    layers: layerCount(config, "num_hidden_layers"),
    vocabSize,
    maxPositions,
    attention: { heads, kvHeads: heads, headDim, scale: 1 / Math.sqrt(headDim) },
    dropout: {
      embedding: 0,
      probabilities: dropoutShare(config, "attention_dropout"),
      block: { attention: residualDropout, mlp: residualDropout },
      unapplied: dropoutShares(config, ["layerdrop"]),
    },
    embedScale: 1,
    embedParameters: { tokens },
    input: {
      parameters: {
        positionTable: { name: `${at}.embed_positions.weight`, shape: [maxPositions + positionOffset, width] },
        ...(embedWidth === width ? {} : { projectIn: linearWeight(`${at}.project_in`, [width, embedWidth]) }),
      },
      apply(x, weights, positions) {
        const rows = tf.add(positions, tf.scalar(positionOffset, "int32")) as tf.Tensor1D;
        const embedded = weights.projectIn ? project(x, weights.projectIn) : x; //  [tokens, width]
        return tf.add(embedded, tf.gather(weights.positionTable!, rows));
      },
    },
    kinds: [{ window: null, rotary: null }],
    kindOf: () => 0,
    blockParameters,
    block(x, { weights, linear, attend, dropout }) {
      const attentionNorm = (h: tf.Tensor) => layerNorm(h, weights.attentionNorm!, weights.attentionNormBias!, epsilon);
      const mlpNorm = (h: tf.Tensor) => layerNorm(h, weights.mlpNorm!, weights.mlpNormBias!, epsilon);

      const qkv = linear("qkv", isPreNorm ? attentionNorm(x) : x); //  [tokens, 3·width]
      const added = tf.add(x, dropout("attention", linear("o", attend(qkv)))); //  [tokens, width]
      const attended = isPreNorm ? added : attentionNorm(added);

      const hidden = activation(linear("up", isPreNorm ? mlpNorm(attended) : attended)); //  [tokens, inner]
      const y = tf.add(attended, dropout("mlp", linear("down", hidden))); //  [tokens, width]
      return isPreNorm ? y : mlpNorm(y);
    },
    headParameters: {
      ...(hasFinalNorm ? normNames(`${at}.final_layer_norm`, "norm") : {}),
      ...(embedWidth === width ? {} : { projectOut: linearWeight(`${at}.project_out`, [embedWidth, width]) }),
      lmHead: isTied ? tokens : { name: "lm_head.weight", shape: [vocabSize, embedWidth] },
    },
    output(x, { norm, normBias, projectOut }) {
      const normed = norm ? layerNorm(x, norm, normBias!, epsilon) : x; //  [rows, width]
      return projectOut ? project(normed, projectOut) : normed; //          [rows, embedWidth]
    },
  };
}
