/** Tensors by name, in row-major order. */
export type NamedTensors = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>
>;

/**
 * The bytes of a safetensors file of float32 tensors: the header's length as a 64-bit number, the header as JSON padded
 * to 8 bytes, the data, all little-endian.
 */
export function encodeSafetensors(tensors: NamedTensors): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  let end = 0;
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    const start = end;
    end += values.length * 4;
    header[name] = { dtype: "F32", shape, data_offsets: [start, end] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + end).fill(0x20, 8, 8 + headerLength);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  bytes.set(json, 8);
  let offset = 8 + headerLength;
  for (const { values } of Object.values(tensors))
    for (const value of values) {
      view.setFloat32(offset, value, true);
      offset += 4;
    }
  return bytes;
}
