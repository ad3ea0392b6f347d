import { truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import { encodeFloats, encodeSafetensors } from "../fixtures/encode-safetensors.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { SafetensorsFile } from "./safetensors.ts";

/** Reads a file of these bytes. */
async function open<T>(bytes: Uint8Array, use: (file: SafetensorsFile) => Promise<T>): Promise<T> {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "model.safetensors");
  await writeFile(path, bytes);
  await using file = await SafetensorsFile.open(path);
  return await use(file);
}

const entry = (dtype: unknown, shape: unknown, data_offsets: unknown) => ({ dtype, shape, data_offsets });

describe("what the file has is read as float32", () => {
  test.each([
    ["F32", new Uint8Array(Float32Array.of(1.5, -0, Number.NaN, Number.NEGATIVE_INFINITY, 1e-45).buffer)],
    ["F16", new Uint8Array(Uint16Array.of(0x3e00, 0x8000, 0x7e01, 0xfc00, 0x0001).buffer)],
    ["BF16", new Uint8Array(Uint16Array.of(0x3fc0, 0x8000, 0x7fc0, 0xff80, 0x0001).buffer)],
  ])("%s", async (dtype, data) => {
    const header = { __metadata__: { format: "pt" }, x: entry(dtype, [5, 1], [0, data.length]) };
    const values = await open(encodeSafetensors(header, data), (file) => file.read("x"));
    const smallest = { F32: 2 ** -149, F16: 2 ** -24, BF16: 2 ** -133 }[dtype];
    expect([...values]).toEqual([1.5, -0, Number.NaN, Number.NEGATIVE_INFINITY, smallest]);
  });

  test("tensors in any order, at odd places, and empty ones", async () => {
    const data = Uint8Array.of(7, 0, 0, 128, 63, 128, 63); // U8 7, then BF16 of two halves that are 0 and 1, and 1
    const header = {
      last: entry("BF16", [1], [5, 7]),
      empty: entry("F32", [0, 3], [1, 1]),
      first: entry("U8", [1], [0, 1]),
      middle: entry("BF16", [2], [1, 5]),
    };
    await open(encodeSafetensors(header, data), async (file) => {
      expect([...(await file.read("middle"))]).toEqual([0, 1]);
      expect([...(await file.read("last"))]).toEqual([1]);
      expect(await file.read("empty")).toHaveLength(0);
    });
  });

  test("tensors of types that are not trained are passed over, and refused only when asked for", async () => {
    const header = { ids: entry("I64", [1], [0, 8]), x: entry("F32", [1], [8, 12]) };
    await open(encodeSafetensors(header, new Uint8Array(12)), async (file) => {
      expect([...(await file.read("x"))]).toEqual([0]);
      await expect(file.read("ids")).rejects.toThrow(/model\.safetensors: ids has type I64; F32, F16 and BF16 can be/);
      await expect(file.read("y")).rejects.toThrow("model.safetensors has no tensor y");
    });
  });
});

describe("a file that lies is refused in one line that names it", () => {
  const four = new Uint8Array(4);
  const header = (entries: Record<string, unknown>, data = four) => encodeSafetensors(entries, data);
  const hugeLength = encodeSafetensors({ x: entry("F32", [1], [0, 4]) }, four);
  new DataView(hugeLength.buffer).setBigUint64(0, 2n ** 40n, true);
  const lies: [string, Uint8Array, string][] = [
    ["no bytes", new Uint8Array(0), "is truncated: 0 bytes are no safetensors file"],
    ["a length beyond the file", hugeLength, "its header claims 1099511627776 of "],
    ["no JSON", encodeSafetensors("{", four), "has a header that is not JSON"],
    ["no UTF-8", encodeSafetensors("{}", four).with(8, 0xff), "has a header that is not JSON"],
    ["an array", encodeSafetensors("[]", new Uint8Array(0)), "has a header that is not a JSON object"],
    ["null", encodeSafetensors("null", new Uint8Array(0)), "has a header that is not a JSON object"],
    ["an entry that is none", header({ x: null }), "x has the unknown type undefined; F32, F16 and BF16 can be read"],
    ["an unknown type", header({ x: entry("F31", [1], [0, 4]) }), 'x has the unknown type "F31"'],
    ["a type that every object has", header({ x: entry("toString", [1], [0, 4]) }), 'the unknown type "toString"'],
    ["a negative dimension", header({ x: entry("F32", [-1], [0, 4]) }), "x has no valid shape"],
    ["a dimension in words", header({ x: entry("F32", ["1"], [0, 4]) }), "x has no valid shape"],
    ["no offsets", header({ x: { dtype: "F32", shape: [1] } }), "x has no valid data_offsets"],
    ["one offset", header({ x: entry("F32", [1], [4]) }), "x has no valid data_offsets"],
    ["half an offset", header({ x: entry("F32", [1], [0, 3.5]) }), "x has no valid data_offsets"],
    [
      "bytes that the shape does not need",
      header({ x: entry("F32", [2], [0, 4]) }),
      "x is F32[2], 8 bytes, but the header gives it 4",
    ],
    [
      "a product beyond all numbers",
      header({ x: entry("F32", [2 ** 52, 2 ** 52], [0, 4]) }),
      "but the header gives it 4",
    ],
    ["an end before the begin", header({ x: entry("F32", [1], [4, 0]) }), "but the header gives it -4"],
    [
      "an overlap",
      header({ x: entry("F32", [1], [0, 4]), y: entry("U8", [1], [3, 4]) }),
      "y overlaps another tensor or leaves a hole",
    ],
    [
      "a hole",
      header({ x: entry("U8", [1], [0, 1]), y: entry("U8", [1], [2, 3]) }),
      "y overlaps another tensor or leaves a hole",
    ],
    ["a tensor beyond the end", header({ x: entry("F32", [2], [0, 8]) }), "is truncated: x ends at byte "],
    ["bytes of no tensor", header({ x: entry("U8", [1], [0, 1]) }), "has 3 bytes that belong to no tensor"],
  ];

  test.each(lies)("%s", async (_, bytes, message) => {
    const error = await open(bytes, async () => null).catch((caught: unknown) => caught);
    if (!CheckpointError.isInstance(error)) throw new Error("nothing was refused", { cause: error });
    expect(error.message).toMatch(/^\S*model\.safetensors[: ].*$/);
    expect(error.message).toContain(message);
  });

  test("a file cut short, wherever", async () => {
    const whole = encodeFloats({ x: { shape: [2], values: Float32Array.of(1, 2) } });
    for (let length = 0; length < whole.length; length++)
      await expect(open(whole.slice(0, length), async () => null)).rejects.toThrow(/model\.safetensors.*truncated/);
  });

  test("a file cut short after it was opened", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "model.safetensors");
    await writeFile(path, encodeFloats({ x: { shape: [2], values: Float32Array.of(1, 2) } }));
    await using file = await SafetensorsFile.open(path);
    await truncate(path, 8);
    await expect(file.read("x")).rejects.toThrow(`${path} ended while it was read`);
  });

  test("no file", async () => {
    const error = await SafetensorsFile.open("no/model.safetensors").catch((caught: unknown) => caught);
    expect(CheckpointError.isInstance(error)).toBe(true);
    expect((error as Error).message).toMatch(/^no\/model\.safetensors cannot be opened: ENOENT/);
  });
});
