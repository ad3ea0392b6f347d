import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Device, openDevice } from "@neftune/engine";
import { beforeAll, describe, expect, test } from "vitest";
import { AutoModelForCausalLM } from "./auto-model.ts";
import { bfloat16ToFloat32, float32ToBfloat16 } from "./checkpoints/float-types.ts";
import { writeSafetensors } from "./checkpoints/write-safetensors.ts";
import { CheckpointError } from "./errors/checkpoint-error.ts";
import { encodeFloats, encodeSafetensors } from "./fixtures/encode-safetensors.ts";
import { temporaryFolder } from "./fixtures/temporary-folder.ts";
import { tinyConfig, tinyTensors, writeTinyLlama } from "./fixtures/tiny-llama.ts";

let device: Device;

beforeAll(async () => {
  device = await openDevice("tfjs");
});

/** The error of loading a tiny model's folder after `spoil` has been at it. */
async function refusal(spoil: (path: string) => Promise<unknown>): Promise<string> {
  await using folder = await temporaryFolder();
  await writeTinyLlama(folder.path);
  await spoil(folder.path);
  const before = device.memory().tensors;
  const error = await AutoModelForCausalLM.fromPretrained(folder.path, { device }).catch((caught: unknown) => caught);
  if (!CheckpointError.isInstance(error)) throw new Error("nothing was refused", { cause: error });
  expect(error.message).not.toContain("\n");
  expect(device.memory().tensors, "memory set aside before the check").toBe(before);
  return error.message.replaceAll(folder.path, "m");
}

const writeTensors = (path: string, tensors: ReturnType<typeof tinyTensors>) =>
  writeFile(join(path, "model.safetensors"), encodeFloats(tensors));

test("the parameters are those of the file, and buffers that are computed anew are passed over", async () => {
  await using folder = await temporaryFolder();
  await writeTinyLlama(folder.path);
  await writeTensors(folder.path, { "rotary.inv_freq": { shape: [1], values: Float32Array.of(1) }, ...tinyTensors() });
  const model = await AutoModelForCausalLM.fromPretrained(folder.path, { device });
  for (const [name, { values }] of Object.entries(tinyTensors()))
    expect(await device.read(model.parameters.get(name))).toEqual(values);
  expect(model.source).toEqual({ folder: folder.path, config: tinyConfig });
});

test("weights in bfloat16 are computed in float32", async () => {
  await using folder = await temporaryFolder();
  await writeTinyLlama(folder.path);
  const tensors = Object.entries(tinyTensors()).map(([name, { shape, values }]) => ({
    name,
    shape,
    read: async () => values,
  }));
  await writeSafetensors(join(folder.path, "model.safetensors"), tensors, "BF16");
  const model = await AutoModelForCausalLM.fromPretrained(folder.path, { device });
  for (const { name, read } of tensors)
    expect(await device.read(model.parameters.get(name))).toEqual(bfloat16ToFloat32(float32ToBfloat16(await read())));
});

test.each([Number.NaN, Number.NEGATIVE_INFINITY])("weights with a %d among them are refused", async (value) => {
  await using folder = await temporaryFolder();
  await writeTinyLlama(folder.path);
  const tensors = tinyTensors();
  tensors["model.norm.weight"]!.values[3] = value;
  await writeTensors(folder.path, tensors);
  const before = device.memory().tensors;
  await expect(AutoModelForCausalLM.fromPretrained(folder.path, { device })).rejects.toThrow(
    /model\.safetensors: model\.norm\.weight holds NaN or infinity; the model is damaged/,
  );
  expect(device.memory().tensors, "no part of it stays").toBe(before);
});

describe("is refused before memory is set aside, in one line:", () => {
  test("a folder without weights", async () => {
    expect(await refusal((path) => rm(join(path, "model.safetensors")))).toMatch(
      /^m has no weights: none of model\.safetensors, .* and no \.gguf file$/,
    );
  });

  test("a folder without config.json", async () => {
    expect(await refusal((path) => rm(join(path, "config.json")))).toMatch(/^m has no config\.json/);
  });

  test("a missing tensor", async () => {
    const { "model.norm.weight": _, ...others } = tinyTensors();
    expect(await refusal((path) => writeTensors(path, others))).toBe(
      "m/model.safetensors has no tensor model.norm.weight",
    );
  });

  test("a tensor of another shape", async () => {
    const wrong = { ...tinyTensors(), "model.norm.weight": { shape: [4, 4], values: new Float32Array(16) } };
    expect(await refusal((path) => writeTensors(path, wrong))).toBe(
      "m/model.safetensors: model.norm.weight is [4,4], the model wants [16]",
    );
  });

  test.each(["F64", "I64"])("a tensor of type %s", async (dtype) => {
    const spoil = async (path: string) => {
      const [first, ...others] = Object.entries(tinyTensors());
      const size = first![1].values.length * 8;
      const header: Record<string, object> = {
        [first![0]]: { dtype, shape: first![1].shape, data_offsets: [0, size] },
      };
      let end = size;
      for (const [name, { shape, values }] of others) {
        header[name] = { dtype: "F32", shape, data_offsets: [end, end + values.byteLength] };
        end += values.byteLength;
      }
      await writeFile(join(path, "model.safetensors"), encodeSafetensors(header, new Uint8Array(end)));
    };
    expect(await refusal(spoil)).toBe(
      `m/model.safetensors: model.embed_tokens.weight has type ${dtype}; F32, F16 and BF16 can be read`,
    );
  });

  test("a config.json that claims more than there is", async () => {
    const claims = { ...tinyConfig, hidden_size: 2 ** 40, vocab_size: 2 ** 40, intermediate_size: 2 ** 40 };
    expect(await refusal((path) => writeFile(join(path, "config.json"), JSON.stringify(claims)))).toBe(
      "m/model.safetensors: model.embed_tokens.weight is [259,16], the model wants [1099511627776,1099511627776]",
    );
  });
});
