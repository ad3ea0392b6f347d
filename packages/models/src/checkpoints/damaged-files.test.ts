import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CheckpointError } from "../errors/checkpoint-error.ts";
import { encodeFloats } from "../fixtures/encode-safetensors.ts";
import { encodeTorchFloats } from "../fixtures/encode-torch.ts";
import { createRandom } from "../fixtures/random.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { encodeTinyGguf, tinyTensors } from "../fixtures/tiny-llama.ts";
import { type Checkpoint, sizeOf } from "./checkpoint.ts";
import { GgufFile } from "./gguf/gguf-file.ts";
import { PyTorchFile } from "./pytorch/pytorch-file.ts";
import { SafetensorsFile } from "./safetensors.ts";

const few = Object.fromEntries(Object.entries(tinyTensors()).slice(1, 6));

const formats: [string, Uint8Array, (path: string) => Promise<Checkpoint>][] = [
  ["safetensors", encodeFloats(few), (path) => SafetensorsFile.open(path)],
  ["bin", encodeTorchFloats(few), (path) => PyTorchFile.open(path)],
  ["gguf", encodeTinyGguf(), (path) => GgufFile.open(path)],
];

/** Opens a file and reads all that it claims to have; the elements that it claims. */
async function readAll(path: string, open: (path: string) => Promise<Checkpoint>): Promise<number> {
  await using checkpoint = await open(path);
  const sizes = [...checkpoint.tensors.values()].map(({ shape }) => sizeOf(shape));
  for (const name of checkpoint.tensors.keys()) {
    const size = sizeOf(checkpoint.tensors.get(name)!.shape);
    await checkpoint.readInto(name, new Float32Array(Math.min(size, 1 << 16)));
  }
  return Math.max(0, ...sizes);
}

describe.each(formats)("%s", (format, whole, open) => {
  test("the whole file is read", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, `model.${format}`);
    await writeFile(path, whole);
    expect(await readAll(path, open)).toBeGreaterThan(0);
  });

  test("cut short or with other bytes it is read or refused, and claims no more than it has", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, `model.${format}`);
    const random = createRandom(11);
    let refused = 0;
    for (let round = 0; round < 400; round++) {
      // Most of a file is elements, which may be anything: the damage is done to the places that say what they are.
      const isHead = round % 2 === 0;
      const range = Math.min(whole.length, 2000);
      const place = () => Math.floor(random() * range) + (isHead ? 0 : whole.length - range);
      const bytes = whole.slice(0, round % 5 === 0 ? place() : whole.length);
      for (let flips = Math.floor(random() * 4); flips > 0; flips--) bytes[place()] = Math.floor(random() * 256);
      await writeFile(path, bytes);
      try {
        // An element takes at least half a byte.
        expect(await readAll(path, open)).toBeLessThanOrEqual(2 * bytes.length);
      } catch (error) {
        if (!CheckpointError.isInstance(error)) throw error;
        expect(error.message).toContain(path);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(80);
  });
});
