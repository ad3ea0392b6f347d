import * as tf from "@tensorflow/tfjs";
import type { ModelConfig } from "../checkpoints/model-config.ts";
import { geglu } from "../layers/geglu.ts";
import { unitOffsetRmsNorm } from "../layers/rms-norm.ts";
import type { Architecture } from "./architecture.ts";
import { decoderConfig } from "./config/decoder-config.ts";
import { llama } from "./llama.ts";

/** Gemma (Mesnard et al. 2024): embeddings times √width, norms with 1 + w, GeGLU, one key/value head in the small one. */
export function gemma(config: ModelConfig): Architecture {
  const { json } = config;
  // The first checkpoints say "gelu" and mean the approximation that they were trained with.
  config.oneOf("hidden_act", json.hidden_activation ?? json.hidden_act ?? "gelu", ["gelu_pytorch_tanh", "gelu"]);
  config.require("use_bidirectional_attention", json.use_bidirectional_attention, false);
  const decoder = decoderConfig(config, {
    numKeyValueHeads: 16,
    headDim: 256,
    maxPositionEmbeddings: 8192,
    tieWordEmbeddings: true,
  });
  const { hiddenSize, rmsNormEps } = decoder;
  return {
    ...llama(decoder),
    embedScale: Math.sqrt(hiddenSize),
    block(x, { weights, linear, attend }) {
      const qkv = linear("qkv", unitOffsetRmsNorm(x, weights.inputNorm!, rmsNormEps)); //  [tokens, (heads + 2·kvHeads)·headDim]
      const attended = tf.add(x, linear("o", attend(qkv))); //                             [tokens, width]

      const h = unitOffsetRmsNorm(attended, weights.postNorm!, rmsNormEps);
      const gated = geglu(linear("gate", h), linear("up", h)); //                          [tokens, intermediate]
      return tf.add(attended, linear("down", gated));
    },
    output: (x, { norm }) => unitOffsetRmsNorm(x, norm!, rmsNormEps),
  };
}
