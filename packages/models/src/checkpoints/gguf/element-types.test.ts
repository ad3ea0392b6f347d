import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { encodeGguf } from "../../fixtures/encode-gguf.ts";
import { embedding, metadataOf } from "../../fixtures/gguf-parts.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { GgufFile } from "./gguf-file.ts";

async function open<T>(bytes: Uint8Array, use: (file: GgufFile) => Promise<T>): Promise<T> {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "model.gguf");
  await writeFile(path, bytes);
  await using file = await GgufFile.open(path);
  return await use(file);
}

async function read(file: GgufFile, name: string): Promise<number[]> {
  const values = new Float32Array(file.tensors.get(name)!.shape.reduce((product, size) => product * size, 1));
  await file.readInto(name, values);
  return [...values];
}

// Written by PyPI's gguf 0.19 (`quants.quantize`) for the numbers ((37·i mod 64) − 32) / 16, and what its `dequantize` says of it.
test.each([
  [
    "Q8_0",
    8,
    "08248114a93cd063f88d20b547dc6f04992cc053e87b10a538cc5ff4891cb143d86b",
    [
      -1.9998779296875, 0.31494140625, -1.3699951171875, 0.94482421875, -0.755859375, 1.5589599609375, -0.1259765625,
      -1.8109130859375, 0.50390625, -1.1810302734375, 1.1180419921875, -0.56689453125, 1.7479248046875, 0.06298828125,
      -1.6219482421875, 0.69287109375, -1.0078125, 1.3070068359375, -0.3779296875, 1.9368896484375, 0.251953125,
      -1.4329833984375, 0.8818359375, -0.81884765625, 1.4959716796875, -0.18896484375, -1.8739013671875, 0.44091796875,
      -1.2440185546875, 1.0550537109375, -0.6298828125, 1.6849365234375,
    ],
  ],
  [
    "Q4_0",
    2,
    "003440d973fc952ec851ea731da63fc862fb",
    [
      -2.0, 0.25, -1.25, 1.0, -0.75, 1.5, 0.0, -1.75, 0.5, -1.25, 1.25, -0.5, 1.75, 0.0, -1.5, 0.75, -1.0, 1.25, -0.25,
      1.75, 0.25, -1.5, 1.0, -0.75, 1.5, -0.25, -1.75, 0.5, -1.25, 1.0, -0.5, 1.75,
    ],
  ],
  [
    "Q4_1",
    3,
    "333400c040d962fb952eb751da730c953ec851ea",
    [
      -2.0, 0.362060546875, -1.47509765625, 0.886962890625, -0.687744140625, 1.67431640625, -0.162841796875,
      -1.737548828125, 0.62451171875, -1.212646484375, 1.1494140625, -0.687744140625, 1.67431640625, 0.099609375,
      -1.737548828125, 0.62451171875, -0.9501953125, 1.411865234375, -0.42529296875, 1.936767578125, 0.362060546875,
      -1.47509765625, 0.886962890625, -0.687744140625, 1.411865234375, -0.162841796875, -2.0, 0.362060546875,
      -1.212646484375, 1.1494140625, -0.687744140625, 1.67431640625,
    ],
  ],
])("%s's numbers are those of llama.cpp's own package", async (dtype, type, hex, expected) => {
  const data = Uint8Array.from(hex.match(/../g)!, (byte) => Number.parseInt(byte, 16));
  const twice = new Uint8Array(2 * data.length);
  twice.set(data);
  twice.set(data, data.length);
  const tensors = { ...embedding, "output.weight": { shape: [2, 32], type, data: twice } };
  await open(encodeGguf(metadataOf("llama"), tensors), async (file) => {
    expect(file.tensors.get("lm_head.weight")).toMatchObject({ shape: [2, 32], dtype });
    expect(await read(file, "lm_head.weight")).toEqual([...expected, ...expected]);
    const part = new Float32Array(20);
    await file.readInto("lm_head.weight", part, 25);
    expect([...part]).toEqual([...expected, ...expected].slice(25, 45));
  });
});
