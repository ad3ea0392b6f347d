import { cpSync, rmSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { expectRefused } from "./fixtures/refused.ts";
import { type Header, joinSafetensors, splitSafetensors } from "./fixtures/safetensors.ts";
import { Workplace } from "./fixtures/workplace.ts";

const workplace = await Workplace.create();
afterAll(() => workplace[Symbol.asyncDispose]());

const config = JSON.parse(workplace.read("model", "config.json")) as Record<string, unknown>;
const weights = workplace.bytes("model", "model.safetensors");

/** Spoils a copy of the model and expects that training it is refused, before anything is written. */
async function expectModelRefused(spoil: () => void, message: RegExp, rows = "rows.json"): Promise<void> {
  rmSync(workplace.at("spoiled"), { recursive: true, force: true });
  cpSync(workplace.at("model"), workplace.at("spoiled"), { recursive: true });
  spoil();
  expectRefused(await workplace.train({ model_name_or_path: "spoiled", train_file: rows }), message);
  expect(workplace.has("out")).toBe(false);
}

const remove = (name: string) => rmSync(workplace.at("spoiled", name), { recursive: true });

test("a model folder that is not there", async () => {
  const refused = await workplace.train({ model_name_or_path: "nowhere" });
  expectRefused(refused, "nowhere is neither a folder nor a name on the hub, such as HuggingFaceTB/SmolLM2-135M");
});

test("a file in place of a model folder", async () => {
  const refused = await workplace.train({ model_name_or_path: "rows.json" });
  expectRefused(refused, "rows.json is a file; a model is a folder with config.json in it");
});

describe("config.json", () => {
  test("missing", () => expectModelRefused(() => remove("config.json"), /spoiled has no config\.json/));

  test.each<[string, string, RegExp]>([
    ["empty", "", /config\.json is not valid JSON/],
    ["broken", '{\n"model_type": "llama",\n', /config\.json is not valid JSON/],
    ["no object", "[]", /config\.json is not valid JSON: it is not an object/],
  ])("%s", (_, text, message) => expectModelRefused(() => workplace.write("spoiled/config.json", text), message));

  test.each<[Record<string, unknown>, RegExp]>([
    [
      { model_type: "mamba" },
      /config\.json: model_type "mamba" is not supported; supported: gemma, .*the nearest to it is gemma/,
    ],
    [{ model_type: undefined }, /config\.json: model_type undefined is not supported/],
    [{ model_type: "toString" }, /model_type "toString" is not supported/],
    [{ rope_scaling: { rope_type: "mrope" } }, /rope_type "mrope" is not supported/],
    [{ rope_parameters: { rope_type: "llama3", rope_theta: 5e5 } }, /rope_parameters: factor is undefined, a positive/],
    [{ hidden_act: "gelu" }, /hidden_act "gelu" is not supported/],
    [{ attention_bias: true }, /has no tensor model\.layers\.0\.self_attn\.q_proj\.bias/],
    [{ hidden_size: undefined }, /hidden_size is undefined, a positive integer is wanted/],
    [{ hidden_size: -16 }, /hidden_size is -16, a positive integer is wanted/],
    [{ hidden_size: "16" }, /hidden_size is "16", a positive integer is wanted/],
    [{ hidden_size: 1e12 }, /embed_tokens\.weight is \[259,16\], the model wants \[259,1000000000000\]/],
    [{ num_attention_heads: 3 }, /3 attention heads cannot share 2 key\/value heads/],
    [{ num_attention_heads: 6 }, /head_dim is 2\.6/],
    [{ num_hidden_layers: 3 }, /has no tensor model\.layers\.2\./],
    [{ num_hidden_layers: 1e9 }, /num_hidden_layers is 1000000000, at most/],
    [{ vocab_size: 300 }, /embed_tokens\.weight is \[259,16\], the model wants \[300,16\]/],
    [{ rope_theta: "big" }, /rope_theta is "big", a positive number is wanted/],
    [{ rms_norm_eps: -1 }, /rms_norm_eps is -1, a positive number is wanted/],
    [{ tie_word_embeddings: false }, /has no tensor lm_head\.weight/],
  ])("%j", (changes, message) =>
    expectModelRefused(() => workplace.write("spoiled/config.json", { ...config, ...changes }), message),
  );
});

describe("model.safetensors", () => {
  const writeWeights = (bytes: Uint8Array) => workplace.write("spoiled/model.safetensors", bytes);

  test("missing", () =>
    expectModelRefused(() => remove("model.safetensors"), /spoiled has no weights: none of model\.safetensors, /));

  test.each([0, 4, 100, weights.length - 1])("cut off after %i bytes", (length) =>
    expectModelRefused(() => writeWeights(weights.subarray(0, length)), /model\.safetensors is truncated/),
  );

  test("with bytes behind the last tensor", () =>
    expectModelRefused(
      () => writeWeights(Buffer.concat([weights, Buffer.alloc(4)])),
      /4 bytes that belong to no tensor/,
    ));

  test.each([weights.length, 1e8, 2 ** 40])("a header that claims %i bytes", (length) =>
    expectModelRefused(() => {
      const lying = Buffer.from(weights);
      lying.writeBigUInt64LE(BigInt(length));
      writeWeights(lying);
    }, /its header claims \d+ of \d+ bytes/),
  );

  test.each([Number.NaN, Number.POSITIVE_INFINITY])("with a %d among the weights", (value) =>
    expectModelRefused(() => {
      const damaged = Buffer.from(weights);
      damaged.writeFloatLE(value, weights.length - 4);
      writeWeights(damaged);
    }, /model\.safetensors: \S+ holds NaN or infinity; the model is damaged/),
  );

  const norm = "model.norm.weight";
  test.each<[string, (header: Header) => unknown, RegExp]>([
    ["that is no JSON", () => "{ this is no JSON", /has a header that is not JSON/],
    ["that is a list", () => [], /has a header that is not a JSON object/],
    [
      "without a tensor",
      ({ [norm]: _, ...rest }) => rest,
      /overlaps another tensor or leaves a hole|belong to no tensor/,
    ],
    [
      "of another name",
      ({ [norm]: entry, ...rest }) => ({ ...rest, norm: entry }),
      /has no tensor model\.norm\.weight/,
    ],
    [
      "of another shape",
      (header) => change(header, { shape: [4, 4] }),
      /norm\.weight is \[4,4\], the model wants \[16\]/,
    ],
    [
      "of too many elements",
      (header) => change(header, { shape: [32] }),
      /is F32\[32\], 128 bytes, but the header gives/,
    ],
    ["of elements without end", (header) => change(header, { shape: [2 ** 40, 2 ** 40] }), /norm\.weight is F32/],
    ["of fewer than none", (header) => change(header, { shape: [-16] }), /norm\.weight has no valid shape/],
    ["of an unknown type", (header) => change(header, { dtype: "F33" }), /norm\.weight has the unknown type "F33"/],
    ["of integers", (header) => change(header, { dtype: "I32" }), /norm\.weight has type I32; F32, F16 and BF16/],
    [
      "that overlaps another",
      (header) => change(header, { data_offsets: [0, 64] }),
      /overlaps another tensor or leaves/,
    ],
    ["that ends before it begins", (header) => change(header, { data_offsets: [64, 0] }), /norm\.weight is F32\[16\]/],
    ["that lies nowhere", (header) => change(header, { data_offsets: null }), /norm\.weight has no valid data_offsets/],
    ["that is nothing", (header) => ({ ...header, [norm]: null }), /norm\.weight has the unknown type undefined/],
  ])("a header %s", (_, lie, message) =>
    expectModelRefused(() => {
      const { header, data } = splitSafetensors(weights);
      writeWeights(joinSafetensors(lie(header), data));
    }, message),
  );

  function change(header: Header, changes: object): Header {
    return { ...header, [norm]: { ...header[norm], ...changes } } as Header;
  }
});

describe("the tokenizer, where rows are text", () => {
  test.each<[string, () => void, RegExp]>([
    ["tokenizer.json is missing", () => remove("tokenizer.json"), /spoiled has no tokenizer\.json/],
    [
      "tokenizer_config.json is missing",
      () => remove("tokenizer_config.json"),
      /spoiled has no tokenizer_config\.json/,
    ],
    [
      "tokenizer.json is no JSON",
      () => workplace.write("spoiled/tokenizer.json", "{"),
      /tokenizer\.json is not valid JSON/,
    ],
    [
      "tokenizer.json is empty",
      () => workplace.write("spoiled/tokenizer.json", {}),
      /tokenizer in spoiled cannot be read/,
    ],
    ["tokenizer.json is null", () => workplace.write("spoiled/tokenizer.json", null), /tokenizer/],
    ["tokenizer_config.json is a list", () => workplace.write("spoiled/tokenizer_config.json", [null]), /tokenizer/],
    [
      "its model is unknown",
      () => changeTokenizer({ model: { type: "Oracle", vocab: {} } }),
      /tokenizer in spoiled cannot/,
    ],
    [
      "its vocabulary is a number",
      () => changeTokenizer({ model: { type: "BPE", vocab: 7, merges: [] } }),
      /tokenizer/,
    ],
  ])("%s", (_, spoil, message) => expectModelRefused(spoil, message, "instructions.json"));

  test("it knows more tokens than the model", () =>
    expectModelRefused(
      () => {
        const json = JSON.parse(workplace.read("model", "tokenizer.json")) as {
          model: { vocab: Record<string, number> };
        };
        const vocab = Object.entries(json.model.vocab).map(([token, id]) => [token, id < 3 ? id : id + 200]);
        changeTokenizer({ model: { ...json.model, vocab: Object.fromEntries(vocab) } });
      },
      /the tokenizer gives the token id \d+ and the model knows 259; they do not belong together/,
      "instructions.json",
    ));

  function changeTokenizer(changes: object): void {
    workplace.write("spoiled/tokenizer.json", { ...JSON.parse(workplace.read("model", "tokenizer.json")), ...changes });
  }
});
