import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CheckpointError } from "../../errors/checkpoint-error.ts";
import { encodeGguf } from "../../fixtures/encode-gguf.ts";
import { isMissing, sharedData } from "../../fixtures/shared-data.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { FileReader } from "../file-reader.ts";
import { readGgufHeader, readGgufMetadata } from "./header.ts";

async function metadataOf(bytes: Uint8Array) {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "model.gguf");
  await writeFile(path, bytes);
  return await readGgufMetadata(path);
}

async function refusal(bytes: Uint8Array): Promise<string> {
  const error = await metadataOf(bytes).catch((caught: unknown) => caught);
  if (!CheckpointError.isInstance(error)) throw new Error("nothing was refused", { cause: error });
  return error.message.replace(/^\S*model\.gguf/, "m.gguf");
}

test.each([2, 3])("every kind of value of version %d", async (version) => {
  const metadata = await metadataOf(
    encodeGguf(
      {
        "general.architecture": { type: "string", value: "llama" },
        a: { type: "uint8", value: 255 },
        b: { type: "int8", value: -128 },
        c: { type: "uint16", value: 65535 },
        d: { type: "int16", value: -32768 },
        e: { type: "uint32", value: 4294967295 },
        f: { type: "int32", value: -2147483648 },
        g: { type: "uint64", value: 2n ** 53n },
        h: { type: "int64", value: -1n },
        i: { type: "float32", value: 0.5 },
        j: { type: "float64", value: 0.1 },
        k: { type: "bool", value: true },
        l: { type: "array", items: "string", value: ["▁a", "", "<0x0A>"] },
        m: { type: "array", items: "float32", value: [-1.5, 0] },
        n: { type: "array", items: "bool", value: [true, false] },
        o: { type: "array", items: "int64", value: [-3n, 7n] },
      },
      {},
      { version },
    ),
  );
  expect(metadata.architecture).toBe("llama");
  const numbers = [..."abcdefghij"].map((key) => metadata.number(key));
  expect(numbers).toEqual([255, -128, 65535, -32768, 4294967295, -2147483648, 2 ** 53, -1, 0.5, 0.1]);
  expect(metadata.boolean("k")).toBe(true);
  expect(metadata.strings("l")).toEqual(["▁a", "", "<0x0A>"]);
  expect(metadata.numbers("m")).toEqual(Float32Array.of(-1.5, 0));
  expect(metadata.values.get("n")).toEqual([true, false]);
  expect(metadata.numbers("o")).toEqual(Float64Array.of(-3, 7));
  expect(metadata.string("none")).toBeUndefined();
  expect(() => metadata.string("a")).toThrow(/model\.gguf: a is not a string$/);
  expect(() => metadata.strings("m")).toThrow("m is not an array of strings");
});

test("tensors have their slowest dimension first, and data begins where the alignment says", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "model.gguf");
  const alignment = { "general.alignment": { type: "uint32", value: 128 } } as const;
  const tensor = { shape: [3, 2], type: 0, data: new Uint8Array(24) };
  await writeFile(path, encodeGguf(alignment, { x: tensor, y: tensor }, { alignment: 128 }));
  await using file = await FileReader.open(path);
  expect(await readGgufHeader(file)).toMatchObject({
    version: 3,
    tensors: [
      { name: "x", shape: [3, 2], type: 0, offset: 0 },
      { name: "y", shape: [3, 2], type: 0, offset: 128 },
    ],
    dataStart: 256,
  });
});

test("a header that is longer than what is looked at first", async () => {
  const template = "{{ message }}".repeat(1 << 17);
  const metadata = await metadataOf(encodeGguf({ template: { type: "string", value: template } }));
  expect(metadata.string("template")).toBe(template);
});

describe("is refused in one line:", () => {
  const text = encodeGguf({ k: { type: "string", value: "value" } });
  const array = encodeGguf({ k: { type: "array", items: "uint8", value: [1] } });
  const at = (bytes: Uint8Array, position: number, value: number) => {
    const changed = bytes.slice();
    new DataView(changed.buffer).setUint32(position, value, true);
    return changed;
  };
  test.each<[string, Uint8Array, string]>([
    ["no GGUF", at(text, 0, 0), "m.gguf is no GGUF file: it does not begin with GGUF"],
    ["version 1", at(text, 4, 1), "m.gguf is a GGUF file of version 1; 2 and 3 can be read"],
    [
      "the other byte order",
      at(text, 4, 0x03000000),
      "m.gguf is a big-endian GGUF file; little-endian ones can be read",
    ],
    [
      "2^60 tensors",
      at(text, 12, 2 ** 28),
      "m.gguf has a damaged header: it claims 1152921504606847000 tensors, at most",
    ],
    [
      "many keys",
      at(text, 16, 2 ** 30),
      "m.gguf has a damaged header: it claims 1073741824 keys, at most 16384 can be",
    ],
    [
      "a long string",
      at(text, 37, 2 ** 31),
      "m.gguf has a damaged header: a string of 2147483648 bytes is longer than",
    ],
    ["a string beyond the end", at(text, 37, 2 ** 20), "m.gguf is truncated or damaged: it ends inside its header"],
    ["an unknown kind", at(text, 33, 13), "m.gguf has a damaged header: a value has the unknown type 13"],
    ["an array of arrays", at(array, 37, 9), "m.gguf has a damaged header: an array of arrays is not supported"],
    [
      "a long array",
      at(array, 41, 2 ** 30),
      "m.gguf has a damaged header: an array of 1073741824 values is longer than",
    ],
    ["an array beyond the end", at(array, 41, 2 ** 20), "m.gguf is truncated or damaged: it ends inside its header"],
  ])("%s", async (_, bytes, message) => {
    expect(await refusal(bytes)).toContain(message);
  });

  test("a file cut short, wherever", async () => {
    const end = 37 + 8 + "value".length;
    for (let length = 0; length < end; length++) expect(await refusal(text.slice(0, length))).toMatch(/^m\.gguf /);
  });
});

const vocabulary = "tokenizers/gguf_vocab/ggml-vocab-llama-spm.gguf";

test.skipIf(isMissing(vocabulary))("llama.cpp's own file of Llama's vocabulary", async () => {
  const metadata = await readGgufMetadata(join(sharedData, vocabulary));
  expect(metadata.architecture).toBe("llama");
  expect(metadata.string("tokenizer.ggml.model")).toBe("llama");
  expect(metadata.strings("tokenizer.ggml.tokens")).toHaveLength(32000);
  expect(metadata.strings("tokenizer.ggml.tokens")!.slice(0, 3)).toEqual(["<unk>", "<s>", "</s>"]);
  expect(metadata.numbers("tokenizer.ggml.scores")).toHaveLength(32000);
});
