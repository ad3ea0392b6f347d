import { expect, test } from "vitest";
import { ModelConfig } from "../checkpoints/model-config.ts";
import { tinyConfig } from "../fixtures/tiny-llama.ts";
import { architectureOf, modelTypes } from "./registry.ts";

test("a Llama by its model_type", () => {
  expect(architectureOf(new ModelConfig("m/config.json", tinyConfig))).toMatchObject({ width: 16, layers: 2 });
});

test.each([
  ["mamba", " (the nearest to it is gemma)"],
  ["qwen2_moe", " (the nearest to it is qwen2)"],
  ["gemma3", " (the nearest to it is gemma3_text)"],
  ["constructor", ""],
  [undefined, ""],
  [5, ""],
])("model_type %j is refused with what there is%s", (model_type, nearest) => {
  const config = new ModelConfig("m/config.json", { ...tinyConfig, model_type });
  expect(() => architectureOf(config)).toThrow(
    `m/config.json: model_type ${JSON.stringify(model_type)} is not supported; supported: ${modelTypes.join(", ")}${nearest}`,
  );
});
