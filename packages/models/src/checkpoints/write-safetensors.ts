import { float32ToBfloat16, floatTypeBytes } from "./float-types.ts";
import { writeFileWhole, writeFully } from "./write-file.ts";

export interface TensorToWrite {
  readonly name: string;
  readonly shape: readonly number[];
  /** Called when its turn comes, so that one tensor is in memory at a time. */
  read(): Promise<Float32Array>;
}

/** Writes a .safetensors file with the metadata that transformers looks for. */
export async function writeSafetensors(
  path: string,
  tensors: readonly TensorToWrite[],
  dtype: "F32" | "BF16" = "F32",
): Promise<void> {
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  let offset = 0;
  for (const { name, shape } of tensors) {
    const bytes = shape.reduce((product, dimension) => product * dimension, floatTypeBytes[dtype]);
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // The data starts at a multiple of eight; spaces fill up.
  const padded = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20);
  padded.set(json);
  await writeFileWhole(path, async (handle) => {
    const length = new DataView(new ArrayBuffer(8));
    length.setBigUint64(0, BigInt(padded.length), true);
    await writeFully(handle, new Uint8Array(length.buffer));
    await writeFully(handle, padded);
    for (const tensor of tensors) {
      const values = await tensor.read();
      const stored = dtype === "F32" ? values : float32ToBfloat16(values);
      await writeFully(handle, new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength));
    }
  });
}
