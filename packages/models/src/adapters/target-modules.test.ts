import { describe, expect, test } from "vitest";
import { AdapterError } from "../errors/adapter-error.ts";
import { loraDefaults } from "./lora-config.ts";
import { defaultTargetModules, matchPattern, selectModules } from "./target-modules.ts";

const layers = ["self_attn.q_proj", "self_attn.v_proj", "mlp.up_proj", "mlp.down_proj"];
const modules = [0, 1].flatMap((layer) => layers.map((name) => `model.layers.${layer}.${name}`));
const select = (settings: Partial<typeof loraDefaults>) => [
  ...selectModules(modules, { ...loraDefaults, ...settings }),
];

describe("the layers that are adapted are those that PEFT would take", () => {
  test("by the ends of their names, which begin at a dot", () => {
    expect(select({ targetModules: ["q_proj", "mlp.up_proj"] })).toEqual([
      "model.layers.0.self_attn.q_proj",
      "model.layers.0.mlp.up_proj",
      "model.layers.1.self_attn.q_proj",
      "model.layers.1.mlp.up_proj",
    ]);
    expect(() => select({ targetModules: ["proj"] })).toThrow("proj is no linear layer of the model");
  });

  test("by an expression for whole names, and all of them", () => {
    expect(select({ targetModules: ".*\\.1\\..*_proj" })).toEqual(modules.slice(4));
    expect(select({ targetModules: "all-linear" })).toEqual(modules);
  });

  test("but for those that are excluded or trained whole", () => {
    expect(select({ targetModules: "all-linear", excludeModules: ["v_proj"], modulesToSave: ["mlp"] })).toEqual([
      "model.layers.0.self_attn.q_proj",
      "model.layers.1.self_attn.q_proj",
    ]);
  });

  test("in some blocks, where they are named by a list", () => {
    const inSecond = ["model.layers.1.self_attn.q_proj"];
    expect(select({ targetModules: ["q_proj"], layersToTransform: [1] })).toEqual(inSecond);
    expect(select({ targetModules: ["q_proj"], layersToTransform: [1], layersPattern: ["layers"] })).toEqual(inSecond);
    expect(() => select({ targetModules: ["q_proj"], layersToTransform: [1], layersPattern: ["h"] })).toThrow(
      AdapterError,
    );
  });
});

test("patterns are for the ends of names, and the first that matches counts", () => {
  const ranks = { "1.self_attn.q_proj": 8, q_proj: 4 };
  expect(modules.map((module) => matchPattern(module, ranks))).toEqual([4, ...Array(3), 8, ...Array(3)]);
});

test.each([
  [
    { targetModules: ["c_attn"] },
    /^target_modules: c_attn is no linear layer of the model; its linear layers are q_proj, v/,
  ],
  [{ targetModules: "nothing.*" }, /^target_modules "nothing\.\*" leaves no linear layer to adapt/],
  [{ targetModules: "(" }, /^target_modules: .*regular expression/],
])("%j is refused in one line", (settings, message) => {
  expect(() => select(settings)).toThrow(message);
});

test("what nobody names is PEFT's default for the architecture", () => {
  expect(defaultTargetModules("llama")).toEqual(["q_proj", "v_proj"]);
  expect(defaultTargetModules("gpt2")).toEqual(["c_attn"]);
  expect(() => defaultTargetModules("smollm3")).toThrow("target_modules must be named for model_type smollm3");
});
