import * as tf from "@tensorflow/tfjs";
import type { ModelConfig } from "../checkpoints/model-config.ts";
import { rmsNorm } from "../layers/rms-norm.ts";
import { swiglu } from "../layers/swiglu.ts";
import { type Architecture, type BlockParameterSpecs, linearWeight } from "./architecture.ts";
import { dropoutShare } from "./config/dropout-config.ts";
import { ropeSection } from "./config/rotary-config.ts";
import { llama, llamaConfig } from "./llama.ts";

/** Phi-3 and Phi-4 (Abdin et al. 2024): a Llama whose queries, keys and values are one matrix, and so are gate and up. */
export function phi3(config: ModelConfig): Architecture {
  const decoder = llamaConfig(config, {
    maxPositionEmbeddings: 4096,
    rmsNormEps: 1e-5,
    rope: {
      section: ropeSection(config),
      defaults: {
        originalMaxPositions: config.integer("original_max_position_embeddings", 4096),
        aliases: { su: "longrope", yarn: "longrope" },
      },
    },
  });
  const base = llama(decoder);
  const { hiddenSize, intermediateSize, headDim, rmsNormEps, rotary } = decoder;
  const { numAttentionHeads: heads, numKeyValueHeads: kvHeads } = decoder;
  const window = (config.json.sliding_window ?? null) === null ? null : config.integer("sliding_window");

  const residualDropout = dropoutShare(config, "resid_pdrop");

  function blockParameters(layer: number): BlockParameterSpecs {
    const at = `model.layers.${layer}`;
    return {
      inputNorm: { name: `${at}.input_layernorm.weight`, shape: [hiddenSize] },
      qkv: linearWeight(`${at}.self_attn.qkv_proj`, [(heads + 2 * kvHeads) * headDim, hiddenSize]),
      o: linearWeight(`${at}.self_attn.o_proj`, [hiddenSize, heads * headDim]),
      postNorm: { name: `${at}.post_attention_layernorm.weight`, shape: [hiddenSize] },
      gateUp: linearWeight(`${at}.mlp.gate_up_proj`, [2 * intermediateSize, hiddenSize]),
      down: linearWeight(`${at}.mlp.down_proj`, [hiddenSize, intermediateSize]),
    };
  }

  return {
    ...base,
    dropout: { ...base.dropout, block: { attention: residualDropout, mlp: residualDropout } },
    kinds: [{ window, rotary }],
    blockParameters,
    block(x, { weights, linear, attend, dropout }) {
      const qkv = linear("qkv", rmsNorm(x, weights.inputNorm!, rmsNormEps)); //  [tokens, (heads + 2·kvHeads)·headDim]
      const attended = tf.add(x, dropout("attention", linear("o", attend(qkv)))); //  [tokens, width]

      const both = linear("gateUp", rmsNorm(attended, weights.postNorm!, rmsNormEps)); //  [tokens, 2·intermediate]
      const [gate, up] = tf.split(both, 2, -1) as [tf.Tensor, tf.Tensor]; //     [tokens, intermediate]
      return tf.add(attended, dropout("mlp", linear("down", swiglu(gate, up))));
    },
  };
}
