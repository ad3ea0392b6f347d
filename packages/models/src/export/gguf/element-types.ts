/** How the elements of a tensor are written. */
export interface GgufElementType {
  /** The format's number. */
  readonly number: number;
  /** Elements that share a scale; a row is whole blocks. */
  readonly blockSize: number;
  readonly blockBytes: number;
  encode(values: Float32Array): Uint8Array;
}

/** Types that models can be exported in. */
export type GgufDtype = "F32" | "F16" | "Q8_0";

export const gguf32: GgufElementType = {
  ...{ number: 0, blockSize: 1, blockBytes: 4 },
  encode: (values) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
};

export const ggufElementTypes: Readonly<Record<GgufDtype, GgufElementType>> = {
  F32: gguf32,
  F16: { number: 1, blockSize: 1, blockBytes: 2, encode: (values) => new Uint8Array(float32ToFloat16(values).buffer) },
  Q8_0: { number: 8, blockSize: 32, blockBytes: 34, encode: encodeQ8 },
};

/** `general.file_type`: what most of the matrices are. */
export const fileTypes: Readonly<Record<GgufDtype, number>> = { F32: 0, F16: 1, Q8_0: 7 };

/** Blocks of 32: a half-precision scale, the largest magnitude / 127, and a signed byte an element (ggml's quantize_row_q8_0_ref). */
function encodeQ8(values: Float32Array): Uint8Array {
  const blocks = values.length / 32;
  const bytes = new Uint8Array(blocks * 34);
  const scale = new Float32Array(1);
  for (let block = 0; block < blocks; block++) {
    let largest = 0;
    for (let i = 0; i < 32; i++) largest = Math.max(largest, Math.abs(values[block * 32 + i]!));
    const d = Math.fround(largest / 127);
    const inverse = d === 0 ? 0 : Math.fround(1 / d);
    scale[0] = d;
    const half = float32ToFloat16(scale)[0]!;
    bytes[block * 34] = half & 0xff;
    bytes[block * 34 + 1] = half >> 8;
    for (let i = 0; i < 32; i++) {
      const scaled = Math.fround(values[block * 32 + i]! * inverse);
      // Halves are rounded away from zero, as C's roundf does.
      bytes[block * 34 + 2 + i] = Math.sign(scaled) * Math.floor(Math.abs(scaled) + 0.5);
    }
  }
  return bytes;
}

/** IEEE 754 half precision, rounded to the nearest, ties to even; what is too large is infinite, NaN stays NaN. */
export function float32ToFloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const result = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const sign = (bits[i]! >>> 16) & 0x8000;
    const magnitude = Math.abs(values[i]!);
    if (Number.isNaN(magnitude)) result[i] = 0x7e00;
    // Half-way between the largest number, 65504, and the one that would come next.
    else if (magnitude >= 65520) result[i] = sign | 0x7c00;
    // Below 2^-14 numbers are multiples of 2^-24.
    else if (magnitude < 2 ** -14) result[i] = sign | roundHalfToEven(magnitude * 2 ** 24);
    else {
      const rest = bits[i]! & 0x1fff;
      const half = ((bits[i]! & 0x7fffffff) >>> 13) - (112 << 10);
      result[i] = sign | (half + Number(rest > 0x1000 || (rest === 0x1000 && (half & 1) === 1)));
    }
  }
  return result;
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return floor + Number(rest > 0.5 || (rest === 0.5 && floor % 2 === 1));
}
