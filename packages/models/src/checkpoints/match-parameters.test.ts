import { describe, expect, test } from "vitest";
import type { Checkpoint, StoredTensor } from "./checkpoint.ts";
import { matchParameters } from "./match-parameters.ts";

/** A checkpoint of tensors [2]. */
function checkpointOf(names: readonly string[], changes: Record<string, Partial<StoredTensor>> = {}): Checkpoint {
  const tensors = new Map(
    names.map((name) => [name, { shape: [2], dtype: "F32", file: "m/model.safetensors", ...changes[name] }] as const),
  );
  const close = async () => {};
  return { path: "m/model.safetensors", tensors, readInto: close, close, [Symbol.asyncDispose]: close };
}

const wanted = (...names: string[]) => names.map((name) => ({ name, shape: [2] }));
const match = (names: readonly string[], parameters: readonly string[]) =>
  Object.fromEntries(matchParameters(checkpointOf(names), wanted(...parameters)));

describe("as transformers takes them:", () => {
  test("GPT-2's old checkpoints, without the first part of the names", () => {
    expect(match(["wte.weight", "h.0.ln_1.weight"], ["transformer.wte.weight", "transformer.h.0.ln_1.weight"])).toEqual(
      {
        "transformer.wte.weight": "wte.weight",
        "transformer.h.0.ln_1.weight": "h.0.ln_1.weight",
      },
    );
  });

  test("OPT's, whose decoder is a model's or stands alone", () => {
    const name = "model.decoder.embed_tokens.weight";
    expect(match(["decoder.embed_tokens.weight"], [name])).toEqual({ [name]: "decoder.embed_tokens.weight" });
    expect(match([name], [name])).toEqual({ [name]: name });
  });

  test("a tied matrix under the output's name", () => {
    expect(match(["lm_head.weight"], ["model.embed_tokens.weight"])).toEqual({
      "model.embed_tokens.weight": "lm_head.weight",
    });
  });

  test.each([
    "model.layers.0.self_attn.rotary_emb.inv_freq",
    "h.0.attn.bias",
    "transformer.h.11.attn.masked_bias",
    "gpt_neox.layers.0.attention.bias",
    "embeddings.position_ids",
    "lm_head.weight",
  ])("%s is passed over", (name) => {
    expect(match([name, "model.embed_tokens.weight"], ["model.embed_tokens.weight"])).toEqual({
      "model.embed_tokens.weight": "model.embed_tokens.weight",
    });
  });

  test("a bias that the model has is none of the buffers", () => {
    expect(match(["h.attn.bias"], ["h.attn.bias"])).toEqual({ "h.attn.bias": "h.attn.bias" });
  });
});

describe("is refused in one line:", () => {
  test("missing and left over, with the nearest name", () => {
    expect(() => match(["model.norm.wieght", "v_head.weight"], ["model.norm.weight", "model.embed.weight"])).toThrow(
      "m/model.safetensors has no tensor model.norm.weight (it has model.norm.wieght), model.embed.weight, " +
        "and has model.norm.wieght, v_head.weight, which the model of its config does not",
    );
  });

  test("more names than a line holds", () => {
    const layers = Array.from({ length: 30 }, (_, layer) => `model.layers.${layer}.norm.weight`);
    expect(() => match([], layers)).toThrow(/layers\.9\.norm\.weight and 20 more$/);
    expect(() => match(layers, [])).toThrow(
      /layers\.9\.norm\.weight and 20 more, which the model of its config does not$/,
    );
  });

  test("another shape", () => {
    const checkpoint = checkpointOf(["x.weight"], { "x.weight": { shape: [1, 2] } });
    expect(() => matchParameters(checkpoint, wanted("x.weight"))).toThrow(
      "m/model.safetensors: x.weight is [1,2], the model wants [2]",
    );
  });

  test("a type that is no float32's", () => {
    const checkpoint = checkpointOf(["x.weight"], { "x.weight": { dtype: "I64" } });
    expect(() => matchParameters(checkpoint, wanted("x.weight"))).toThrow(
      "m/model.safetensors: x.weight has type I64; F32, F16 and BF16 can be read",
    );
  });
});
