import { describe, expect, test } from "vitest";
import { ModelConfig } from "../checkpoints/model-config.ts";
import { tinyConfig, tinyTensors } from "../fixtures/tiny-llama.ts";
import { parameterLayout } from "../parameters.ts";
import { llama, llamaConfig } from "./llama.ts";

const { rope_theta: _, ...withoutTheta } = tinyConfig;
const read = (changes: object, base: object = tinyConfig) =>
  llamaConfig(new ModelConfig("m/config.json", { ...base, ...changes }));

describe("config.json", () => {
  test("transformers 4's spelling", () => {
    const { rotary, ...config } = read({ rope_theta: 5e5, rope_scaling: null });
    expect([...rotary.inverseFrequencies(1)]).toEqual([1, 5e5 ** -0.5]);
    expect(config).toEqual({
      vocabSize: 259,
      hiddenSize: 16,
      intermediateSize: 24,
      numHiddenLayers: 2,
      numAttentionHeads: 4,
      numKeyValueHeads: 2,
      headDim: 4,
      rmsNormEps: 1e-5,
      maxPositionEmbeddings: 2048,
      tieWordEmbeddings: true,
      attentionBias: false,
      mlpBias: false,
      attentionDropout: 0,
    });
  });

  test("transformers 5's spelling", () => {
    const rope_parameters = { rope_theta: 5e5, rope_type: "default" };
    const frequencies = (config: ReturnType<typeof read>) => config.rotary.inverseFrequencies(1);
    expect(frequencies(read({ rope_parameters }, withoutTheta))).toEqual(frequencies(read({ rope_theta: 5e5 })));
  });

  test("what is left out is what transformers takes", () => {
    const { num_key_value_heads, rms_norm_eps, tie_word_embeddings, ...least } = withoutTheta;
    const config = read({ head_dim: null }, least);
    expect(config.rotary.inverseFrequencies(1)[1]).toBeCloseTo(0.01, 12);
    expect(config).toMatchObject({
      numKeyValueHeads: 4,
      headDim: 4,
      rmsNormEps: 1e-6,
      tieWordEmbeddings: false,
    });
  });

  test("heads of a width of their own", () => {
    expect(read({ head_dim: 6 }).headDim).toBe(6);
  });

  test.each([
    [{ rope_scaling: { type: "linear" } }, "rope_scaling: factor is undefined, a positive number is wanted"],
    [
      { rope_scaling: { rope_type: "mrope" } },
      'rope_scaling: rope_type "mrope" is not supported, only one of "default", ',
    ],
    [
      { rope_scaling: { full_attention: {} } },
      "rope_scaling: full_attention is an object: positions by type of layer are",
    ],
    [{ rope_scaling: "linear" }, 'rope_scaling is "linear", an object is wanted'],
    [{ hidden_act: "gelu" }, 'hidden_act "gelu" is not supported, only "silu"'],
    [{ attention_bias: 1 }, "attention_bias is 1, true or false is wanted"],
    [{ hidden_size: undefined }, "hidden_size is undefined, a positive integer is wanted"],
    [{ vocab_size: "many" }, 'vocab_size is "many", a positive integer is wanted'],
    [{ num_attention_heads: 0 }, "num_attention_heads is 0, a positive integer is wanted"],
    [{ num_hidden_layers: 1e12 }, "num_hidden_layers is 1000000000000, at most 1024 are supported"],
    [{ num_key_value_heads: 3 }, "4 attention heads cannot share 3 key/value heads evenly"],
    [{ hidden_size: 18 }, "head_dim is 4.5, a positive integer is wanted"],
    [{ head_dim: 5 }, "rope_scaling: 5 channels of heads of 5 cannot be rotated: rotary positions need pairs"],
    [{ rms_norm_eps: 0 }, "rms_norm_eps is 0, a positive number is wanted"],
    [{ rope_theta: "1e4" }, 'rope_scaling: rope_theta is "1e4", a positive number is wanted'],
  ])("%j is refused", (changes, message) => {
    expect(() => read(changes)).toThrow(`m/config.json: ${message}`);
  });
});

test.each([true, false])("parameters are those that a checkpoint has, tied: %s", (tie_word_embeddings) => {
  const config = { ...tinyConfig, tie_word_embeddings };
  const { slots } = parameterLayout(llama(read(config)));
  const names = (items: Iterable<[string, { readonly shape: readonly number[] }]>) =>
    [...items].map(([name, { shape }]) => `${name} [${shape}]`).sort();
  expect(names(slots)).toEqual(names(Object.entries(tinyTensors(config))));
});

test("biases are parameters where config.json asks for them", () => {
  const names = (changes: object) => [...parameterLayout(llama(read(changes))).slots.keys()];
  const biases = names({ attention_bias: true, mlp_bias: true }).filter((name) => name.endsWith(".bias"));
  const modules = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj"];
  modules.push("mlp.gate_proj", "mlp.up_proj", "mlp.down_proj");
  const expected = [0, 1].flatMap((layer) => modules.map((module) => `model.layers.${layer}.${module}.bias`));
  expect(biases.sort()).toEqual(expected.sort());
  expect(names({}).filter((name) => name.endsWith(".bias"))).toEqual([]);
});
