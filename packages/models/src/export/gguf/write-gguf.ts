import { writeFileWhole, writeFully } from "../../checkpoints/write-file.ts";

/** A value of the metadata in one of the kinds that llama.cpp's own converter writes. */
export type GgufValue =
  | { readonly uint32: number }
  | { readonly float32: number }
  | string
  | boolean
  | readonly string[]
  | Int32Array
  | Float32Array;

export type GgufMetadata = Readonly<Record<string, GgufValue>>;

export interface GgufTensorToWrite {
  readonly name: string;
  /** Fastest dimension last; the file has them the other way round. */
  readonly shape: readonly number[];
  /** The format's number of the element type. */
  readonly type: number;
  readonly byteLength: number;
  /** Called when its turn comes, so that one tensor is in memory at a time. */
  read(): Promise<Uint8Array>;
}

/** Where tensors begin: multiples of this, the format's default, in bytes. */
const alignment = 32;
const valueTypes = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 } as const;

/** Writes a GGUF file of version 3 (github.com/ggml-org/ggml/blob/master/docs/gguf.md), whole or not at all. */
export async function writeGguf(
  path: string,
  metadata: GgufMetadata,
  tensors: readonly GgufTensorToWrite[],
): Promise<void> {
  const header = encodeHeader(metadata, tensors);
  await writeFileWhole(path, async (handle) => {
    await writeFully(handle, header);
    await writeFully(handle, padding(header.length));
    for (const tensor of tensors) {
      const bytes = await tensor.read();
      if (bytes.length !== tensor.byteLength)
        throw new Error(`${tensor.name} has ${bytes.length} bytes, not the ${tensor.byteLength} announced`);
      await writeFully(handle, bytes);
      await writeFully(handle, padding(bytes.length));
    }
  });
}

function padding(length: number): Uint8Array {
  return new Uint8Array(Math.ceil(length / alignment) * alignment - length);
}

function encodeHeader(metadata: GgufMetadata, tensors: readonly GgufTensorToWrite[]): Uint8Array {
  const bytes = new ByteBuilder();
  bytes.append(new TextEncoder().encode("GGUF"));
  bytes.uint32(3);
  bytes.uint64(tensors.length);
  bytes.uint64(Object.keys(metadata).length);
  for (const [key, value] of Object.entries(metadata)) {
    bytes.string(key);
    encodeValue(bytes, value);
  }
  let offset = 0;
  for (const { name, shape, type, byteLength } of tensors) {
    bytes.string(name);
    bytes.uint32(shape.length);
    for (const dimension of shape.toReversed()) bytes.uint64(dimension);
    bytes.uint32(type);
    bytes.uint64(offset);
    offset += Math.ceil(byteLength / alignment) * alignment;
  }
  return bytes.finish();
}

function encodeValue(bytes: ByteBuilder, value: GgufValue): void {
  if (typeof value === "string") {
    bytes.uint32(valueTypes.string);
    bytes.string(value);
  } else if (typeof value === "boolean") {
    bytes.uint32(valueTypes.bool);
    bytes.append(Uint8Array.of(Number(value)));
  } else if (value instanceof Int32Array || value instanceof Float32Array) {
    bytes.uint32(valueTypes.array);
    bytes.uint32(value instanceof Int32Array ? valueTypes.int32 : valueTypes.float32);
    bytes.uint64(value.length);
    bytes.append(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  } else if ("uint32" in value) {
    bytes.uint32(valueTypes.uint32);
    bytes.uint32(value.uint32);
  } else if ("float32" in value) {
    bytes.uint32(valueTypes.float32);
    bytes.append(new Uint8Array(Float32Array.of(value.float32).buffer));
  } else {
    bytes.uint32(valueTypes.array);
    bytes.uint32(valueTypes.string);
    bytes.uint64(value.length);
    for (const text of value) bytes.string(text);
  }
}

/** Bytes that grow. */
class ByteBuilder {
  private bytes = new Uint8Array(1 << 16);
  private length = 0;

  append(more: Uint8Array): void {
    if (this.length + more.length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more.length));
      grown.set(this.bytes);
      this.bytes = grown;
    }
    this.bytes.set(more, this.length);
    this.length += more.length;
  }

  uint32(value: number): void {
    this.append(new Uint8Array(Uint32Array.of(value).buffer));
  }

  uint64(value: number): void {
    this.append(new Uint8Array(BigUint64Array.of(BigInt(value)).buffer));
  }

  string(text: string): void {
    const encoded = new TextEncoder().encode(text);
    this.uint64(encoded.length);
    this.append(encoded);
  }

  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}
