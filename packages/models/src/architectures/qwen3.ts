import * as tf from "@tensorflow/tfjs";
import type { ModelConfig } from "../checkpoints/model-config.ts";
import { rmsNorm } from "../layers/rms-norm.ts";
import { swiglu } from "../layers/swiglu.ts";
import type { Architecture } from "./architecture.ts";
import { layerKinds } from "./config/layer-types.ts";
import { llama, llamaConfig } from "./llama.ts";
import { qwenWindows } from "./qwen2.ts";

/** Qwen 3 (Yang et al. 2025): a Llama that normalises each head's queries and keys. */
export function qwen3(config: ModelConfig): Architecture {
  const decoder = llamaConfig(config, { headDim: 128, maxPositionEmbeddings: 32768 });
  const { headDim, rmsNormEps, rotary } = decoder;
  const base = llama(decoder);
  return {
    ...base,
    ...layerKinds(qwenWindows(config, base.layers).map((window) => ({ window, rotary }))),
    blockParameters(layer) {
      const at = `model.layers.${layer}.self_attn`;
      return {
        ...base.blockParameters(layer),
        queryNorm: { name: `${at}.q_norm.weight`, shape: [headDim] },
        keyNorm: { name: `${at}.k_norm.weight`, shape: [headDim] },
      };
    },
    block(x, { weights, linear, attend }) {
      const qkv = linear("qkv", rmsNorm(x, weights.inputNorm!, rmsNormEps)); //  [tokens, (heads + 2·kvHeads)·headDim]
      const norms = {
        query: (q: tf.Tensor) => rmsNorm(q, weights.queryNorm!, rmsNormEps), //  […, headDim]
        key: (k: tf.Tensor) => rmsNorm(k, weights.keyNorm!, rmsNormEps), //      […, headDim]
      };
      const attended = tf.add(x, linear("o", attend(qkv, norms))); //            [tokens, width]

      const h = rmsNorm(attended, weights.postNorm!, rmsNormEps);
      const gated = swiglu(linear("gate", h), linear("up", h)); //               [tokens, intermediate]
      return tf.add(attended, linear("down", gated));
    },
  };
}
