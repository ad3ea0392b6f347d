import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CheckpointError } from "../../errors/checkpoint-error.ts";
import { encodeTorch, encodeZip, pickle, pickleTensor } from "../../fixtures/encode-torch.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { PyTorchFile } from "./pytorch-file.ts";

async function open<T>(bytes: Uint8Array, use: (file: PyTorchFile) => Promise<T>): Promise<T> {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "pytorch_model.bin");
  await writeFile(path, bytes);
  await using file = await PyTorchFile.open(path);
  return await use(file);
}

async function read(file: PyTorchFile, name: string): Promise<number[]> {
  const values = new Float32Array(file.tensors.get(name)!.shape.reduce((product, size) => product * size, 1));
  await file.readInto(name, values);
  return [...values];
}

async function refusal(bytes: Uint8Array): Promise<string> {
  const error = await open(bytes, async () => null).catch((caught: unknown) => caught);
  if (!CheckpointError.isInstance(error)) throw new Error("nothing was refused", { cause: error });
  expect(error.message).not.toContain("\n");
  return error.message.replace(/^\S*pytorch_model\.bin/, "m.bin");
}

const bytesOf = (array: Float32Array | Uint16Array | BigInt64Array) => new Uint8Array(array.buffer);
const floats = { type: "FloatStorage", size: 6, data: bytesOf(Float32Array.of(0, 1, 2, 3, 4, 5)) };

describe("what torch.save wrote is read as float32", () => {
  test.each([
    ["FloatStorage", "F32", bytesOf(Float32Array.of(1.5, -2))],
    ["HalfStorage", "F16", bytesOf(Uint16Array.of(0x3e00, 0xc000))],
    ["BFloat16Storage", "BF16", bytesOf(Uint16Array.of(0x3fc0, 0xc000))],
  ])("%s", async (type, dtype, data) => {
    const bytes = encodeTorch({ x: { storage: "0", shape: [2, 1] } }, { "0": { type, size: 2, data } });
    await open(bytes, async (file) => {
      expect(file.tensors.get("x")).toMatchObject({ shape: [2, 1], dtype });
      expect(await read(file, "x")).toEqual([1.5, -2]);
    });
  });

  test.each([false, true])(
    "views of one storage: transposed, cut out, tied, a scalar; with 64-bit sizes: %s",
    async (wide) => {
      const tensors = {
        whole: { storage: "0", shape: [2, 3], isParameter: true },
        transposed: { storage: "0", shape: [3, 2], strides: [1, 3] },
        part: { storage: "0", shape: [1, 2], strides: [3, 1], offset: 4 },
        tied: { storage: "0", shape: [2, 3] },
        scalar: { storage: "0", shape: [], offset: 5 },
      };
      await open(encodeTorch(tensors, { "0": floats }, { wide }), async (file) => {
        expect(await read(file, "whole")).toEqual([0, 1, 2, 3, 4, 5]);
        expect(await read(file, "transposed")).toEqual([0, 3, 1, 4, 2, 5]);
        expect(await read(file, "part")).toEqual([4, 5]);
        expect(await read(file, "tied")).toEqual(await read(file, "whole"));
        expect(await read(file, "scalar")).toEqual([5]);
        const rows = new Float32Array(3);
        await file.readInto("transposed", rows, 2);
        expect([...rows]).toEqual([1, 4, 2]);
        await expect(file.readInto("whole", rows, 4)).rejects.toThrow(RangeError);
      });
    },
  );

  test("other types are refused only when they are asked for", async () => {
    const ids = { type: "LongStorage", size: 1, data: bytesOf(BigInt64Array.of(7n)) };
    await open(encodeTorch({ ids: { storage: "0", shape: [1] } }, { "0": ids }), async (file) => {
      await expect(read(file, "ids")).rejects.toThrow("ids has type I64; F32, F16 and BF16 can be read");
      await expect(file.readInto("x", new Float32Array(1))).rejects.toThrow("has no tensor x");
    });
  });
});

const archive = (value: number[], ...others: { name: string; data: Uint8Array }[]) =>
  encodeZip([{ name: "archive/data.pkl", data: pickle.whole(value) }, ...others]);
const one = (value: number[]) => archive(pickle.dictionary([[pickle.string("x"), value]]));

describe("nothing in a pickle is executed:", () => {
  test.each([
    ["os", "system"],
    ["builtins", "eval"],
    ["torch", "load"],
    ["collections", "OrderedDict.fromkeys"],
  ])("%s.%s is refused by its name", async (module, name) => {
    const value = pickle.call(pickle.global(module, name), pickle.tuple(pickle.string("true")));
    expect(await refusal(one(value))).toBe(
      `m.bin cannot be read: its pickle asks for ${module}.${name}, which no tensor needs; nothing of it was executed`,
    );
  });

  test.each<[string, number[], string]>([
    [
      "a dictionary filled by its constructor",
      pickle.call(pickle.global("collections", "OrderedDict"), pickle.tuple([0x5d])),
      "fills a dictionary",
    ],
    [
      "a call of what is no function",
      pickle.call(pickle.global("torch", "FloatStorage"), pickle.tuple()),
      "calls what cannot be called",
    ],
    ["a call of a string", pickle.call(pickle.string("x"), pickle.tuple()), "calls what cannot be called"],
    ["an instance of a class", [0x81], "has the instruction 0x81, which no tensor needs"],
    ["state of what has none", [...pickle.string("x"), ...pickle.string("y"), 0x62], "sets the state of what has none"],
    ["a value that was never remembered", [0x68, 9], "recalls what it never had"],
    ["more from the stack than there is", [0x85], "takes what is not there"],
    ["an integer of 200 bytes", [0x8a, 200, ...Array<number>(200).fill(1)], "has an integer of 200 bytes"],
    [
      "a name without end",
      [0x63, ...Array<number>(1000).fill(0x61)],
      "names something in more words than there can be",
    ],
    ["collections without end", Array<number>(300_000).fill(0x7d), "has more than 262144 collections"],
  ])("%s", async (_, value, message) => {
    expect(await refusal(archive(value))).toContain(`m.bin cannot be read: its pickle ${message}`);
  });
});

describe("is refused in one line:", () => {
  const tensor = (changes: object) => one(pickleTensor({ storage: "0", shape: [2, 3], ...changes }, floats));
  const whole = encodeTorch({ x: { storage: "0", shape: [2, 3] } }, { "0": floats });

  test.each<[string, Uint8Array, string]>([
    [
      "no zip archive",
      new Uint8Array(100),
      "m.bin is truncated or nothing that torch.save wrote: it is no zip archive",
    ],
    ["nothing", new Uint8Array(0), "m.bin is truncated or nothing that torch.save wrote"],
    [
      "a file of old",
      Uint8Array.of(0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e),
      "m.bin is in the format of PyTorch before 1.6; write it anew with a newer one: torch.save(torch.load(path), path)",
    ],
    [
      "another archive",
      encodeZip([{ name: "a.txt", data: new Uint8Array(1) }]),
      "m.bin is a zip archive, but not one that",
    ],
    [
      "a compressed file",
      encodeZip([{ name: "archive/data.pkl", data: new Uint8Array(9), method: 8 }]),
      "m.bin: archive/data.pkl is compressed, which torch.save never does",
    ],
    ["big-endian numbers", encodeTorch({}, {}, { byteOrder: "big" }), 'm.bin has "big" byte order, not little'],
    ["no dictionary", archive(pickle.string("x")), "m.bin cannot be read: it holds no dictionary of tensors"],
    [
      "a training checkpoint",
      one(pickle.dictionary([])),
      "m.bin cannot be read: it is no dictionary of tensors: x is a dictionary; save",
    ],
    ["a number among the tensors", one(pickle.integer(1)), "it is no dictionary of tensors: x is none"],
    ["a tensor beyond its storage", tensor({ offset: 1 }), "its pickle rebuilds a tensor [2,3] from 6 elements"],
    [
      "a tensor that repeats its elements",
      tensor({ shape: [2 ** 30, 2 ** 30], strides: [0, 0] }),
      "rebuilds a tensor [1073741824,1073741824]",
    ],
    ["negative strides", tensor({ strides: [-3, 1] }), "rebuilds a tensor from what is none"],
    ["a stride too few", tensor({ strides: [1] }), "without a stride for each dimension"],
    ["no elements", tensor({}), "m.bin is damaged: it lacks the elements of x"],
    [
      "too few elements",
      encodeTorch({ x: { storage: "0", shape: [2, 3] } }, { "0": { ...floats, data: new Uint8Array(8) } }),
      "m.bin is damaged: x has 6 elements F32 in 8 bytes",
    ],
  ])("%s", async (_, bytes, message) => {
    expect(await refusal(bytes)).toContain(message);
  });

  test("a file cut short, wherever", async () => {
    for (let length = 0; length < whole.length; length += 3)
      expect(await refusal(whole.slice(0, length))).toMatch(/^m\.bin is truncated/);
  });
});
