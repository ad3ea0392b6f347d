import type { FileReader } from "./file-reader.ts";
import { bfloat16ToFloat32, float16ToFloat32, floatTypeBytes } from "./float-types.ts";

/** How elements lie in a file: blocks of some elements in some bytes. */
export interface ElementType {
  readonly name: string;
  /** Elements of a block. */
  readonly blockSize: number;
  readonly blockBytes: number;
  /** Whole blocks as float32. `bytes` may be the end of the memory of `into`. */
  decode(bytes: Uint8Array, into: Float32Array): void;
}

const halvesOf = (bytes: Uint8Array) => new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);

/** Little-endian, as every processor that this runs on has it. */
export const float32Type: ElementType = {
  name: "F32",
  blockSize: 1,
  blockBytes: 4,
  decode(bytes, into) {
    const target = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    if (bytes.buffer !== target.buffer || bytes.byteOffset !== target.byteOffset) target.set(bytes);
  },
};

export const float16Type: ElementType = {
  name: "F16",
  blockSize: 1,
  blockBytes: 2,
  decode: (bytes, into) => void float16ToFloat32(halvesOf(bytes), into),
};

export const bfloat16Type: ElementType = {
  name: "BF16",
  blockSize: 1,
  blockBytes: 2,
  decode: (bytes, into) => void bfloat16ToFloat32(halvesOf(bytes), into),
};

/** Floating point types by name. */
export const floatTypes: Readonly<Record<string, ElementType>> = {
  F32: float32Type,
  F16: float16Type,
  BF16: bfloat16Type,
};

/** Bytes of an element by type, those types included that are only passed over. */
export const elementBytesOf: Readonly<Record<string, number>> = {
  ...floatTypeBytes,
  ...{ BOOL: 1, U8: 1, I8: 1, F8_E4M3: 1, F8_E5M2: 1, I16: 2, U16: 2, I32: 4, U32: 4, F64: 8, I64: 8, U64: 8 },
};

/** Bytes of so many elements, the last block being whole. */
export function bytesOf({ blockSize, blockBytes }: ElementType, elements: number): number {
  return Math.ceil(elements / blockSize) * blockBytes;
}

/**
 * Reads elements from `offset` on of those that begin at byte `begin`. No other memory is taken, but where `offset` or the
 * end are inside a block.
 */
export async function readElements(
  file: FileReader,
  type: ElementType,
  begin: number,
  into: Float32Array,
  offset: number,
): Promise<void> {
  const { blockSize, blockBytes } = type;
  const before = offset % blockSize;
  if (before !== 0 || into.length % blockSize !== 0) {
    const blocks = Math.ceil((before + into.length) / blockSize);
    const whole = new Float32Array(blocks * blockSize);
    await readElements(file, type, begin, whole, offset - before);
    into.set(whole.subarray(before, before + into.length));
    return;
  }
  const length = (into.length / blockSize) * blockBytes;
  // What is read is at the end of the memory, where it is overwritten only once it was decoded.
  const bytes = new Uint8Array(into.buffer, into.byteOffset + into.byteLength - length, length);
  await file.read(bytes, begin + (offset / blockSize) * blockBytes);
  type.decode(bytes, into);
}
