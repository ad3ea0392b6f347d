import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { randomValues } from "../fixtures/random.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { bfloat16ToFloat32, float32ToBfloat16 } from "./float-types.ts";
import { SafetensorsFile } from "./safetensors.ts";
import { writeSafetensors } from "./write-safetensors.ts";

const tensors = [
  { name: "a.weight", shape: [3, 5], values: randomValues(1, 15) },
  { name: "b.bias", shape: [7], values: randomValues(2, 7) },
  { name: "scalar", shape: [], values: Float32Array.of(Number.NaN) },
].map((tensor) => ({ ...tensor, read: async () => tensor.values }));

test.each(["F32", "BF16"] as const)("%s: what is written is read back", async (dtype) => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "model.safetensors");
  await writeSafetensors(path, tensors, dtype);
  await using file = await SafetensorsFile.open(path);
  for (const { name, shape, values } of tensors) {
    expect(file.tensors.get(name)).toMatchObject({ dtype, shape });
    const expected = dtype === "F32" ? values : bfloat16ToFloat32(float32ToBfloat16(values));
    expect(await file.read(name)).toEqual(expected);
  }
});

test("the file is as safetensors' own writer lays it out: metadata, aligned data, nothing beside it", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "model.safetensors");
  await writeSafetensors(path, tensors.slice(0, 1));
  const bytes = await readFile(path);
  const length = Number(bytes.readBigUInt64LE(0));
  expect(length % 8).toBe(0);
  expect(JSON.parse(bytes.subarray(8, 8 + length).toString())).toEqual({
    __metadata__: { format: "pt" },
    "a.weight": { dtype: "F32", shape: [3, 5], data_offsets: [0, 60] },
  });
  expect(bytes.readFloatLE(8 + length)).toBe(tensors[0]!.values[0]);
  expect(await readdir(folder.path)).toEqual(["model.safetensors"]);
});
