import { expect, test } from "vitest";
import { ModelConfig } from "../checkpoints/model-config.ts";
import { publishedModels as published } from "../fixtures/published-models.ts";
import { parameterLayout } from "../parameters.ts";
import { architectureOf } from "./registry.ts";

test.each(Object.entries(published))("%s", (_, { config, parameters, expected = {} }) => {
  const architecture = architectureOf(new ModelConfig("config.json", config));
  expect(parameterLayout(architecture).count).toBe(parameters);
  expect(architecture).toMatchObject(expected);
});

test("each sixth layer of Gemma 3 sees everything, with slower positions", () => {
  const { layers, kinds, kindOf } = architectureOf(new ModelConfig("config.json", published["gemma-3-1b"]!.config));
  const windows = Array.from({ length: layers }, (_, layer) => kinds[kindOf(layer)]!.window);
  expect(windows.map((window, layer) => (window === null ? layer : -1)).filter((layer) => layer >= 0)).toEqual([
    5, 11, 17, 23,
  ]);
  const slowest = kinds.map(({ rotary }) => 1 / rotary!.inverseFrequencies(1).at(-1)!);
  expect(slowest[0]).toBeCloseTo(10000 ** (254 / 256), 6);
  expect(slowest[1]).toBeCloseTo(1e6 ** (254 / 256), 3);
});

test("transformers 5's spelling says the same", () => {
  const { rope_theta, rope_local_base_freq, sliding_window_pattern, rope_scaling, ...rest } = published["gemma-3-1b"]!
    .config as Record<string, unknown>;
  const layer_types = Array.from({ length: 26 }, (_, layer) =>
    (layer + 1) % 6 === 0 ? "full_attention" : "sliding_attention",
  );
  const rope_parameters = {
    full_attention: { rope_theta, rope_type: "default" },
    sliding_attention: { rope_theta: rope_local_base_freq, rope_type: "default" },
  };
  const old = architectureOf(new ModelConfig("config.json", published["gemma-3-1b"]!.config));
  const current = architectureOf(new ModelConfig("config.json", { ...rest, layer_types, rope_parameters }));
  for (const [kind, { window, rotary }] of current.kinds.entries()) {
    expect(window).toBe(old.kinds[kind]!.window);
    expect(rotary!.inverseFrequencies(1)).toEqual(old.kinds[kind]!.rotary!.inverseFrequencies(1));
  }
});

test.each([
  ["gemma-3-1b", { final_logit_softcapping: 30 }, "final_logit_softcapping 30 is not supported, only null"],
  ["gemma-3-1b", { attn_logit_softcapping: 50 }, "attn_logit_softcapping 50 is not supported, only null"],
  ["gemma-3-1b", { use_bidirectional_attention: true }, "use_bidirectional_attention true is not supported"],
  ["gemma-3-1b", { hidden_activation: "silu" }, 'hidden_activation "silu" is not supported, only "gelu_pytorch_tanh"'],
  ["gemma-3-1b", { layer_types: ["full_attention"] }, "layer_types is no list of the 26 layers' types"],
  [
    "gemma-2b",
    { hidden_activation: "relu" },
    'hidden_act "relu" is not supported, only one of "gelu_pytorch_tanh", "gelu"',
  ],
  ["GPT-2", { scale_attn_by_inverse_layer_idx: true }, "scale_attn_by_inverse_layer_idx true is not supported"],
  ["GPT-2", { add_cross_attention: true }, "add_cross_attention true is not supported, only false"],
  [
    "GPT-2",
    { activation_function: "swish" },
    'activation_function "swish" is not supported, only one of "relu", "gelu"',
  ],
  ["GPT-2", { n_head: 7 }, "7 attention heads cannot share a width of 768 evenly"],
  ["OPT-125M", { layer_norm_elementwise_affine: false }, "layer_norm_elementwise_affine false is not supported"],
  ["Pythia-160m", { hidden_act: "silu" }, 'hidden_act "silu" is not supported, only one of'],
  ["Pythia-160m", { rotary_pct: 0.3 }, "rope_scaling: 19 channels of heads of 64 cannot be rotated"],
  ["Phi-3-mini-128k", { rope_scaling: { type: "su" } }, "rope_scaling: short_factor is no list of 48 positive numbers"],
  ["SmolLM3-3B", { no_rope_layers: [1, 0] }, "no_rope_layers is no list of a 0 or a 1 for each of 36 layers"],
  ["Qwen3-0.6B", { hidden_act: "gelu" }, 'hidden_act "gelu" is not supported, only "silu"'],
])("%s with %j is refused by its name", (name, changes, message) => {
  const config = new ModelConfig("config.json", { ...published[name]!.config, ...changes });
  expect(() => architectureOf(config)).toThrow(`config.json: ${message}`);
});
