/** Element types of a checkpoint that can be trained. */
export type FloatType = "F32" | "F16" | "BF16";

export const floatTypeBytes: Readonly<Record<FloatType, number>> = { F32: 4, F16: 2, BF16: 2 };

export function isFloatType(type: string): type is FloatType {
  return Object.hasOwn(floatTypeBytes, type);
}

const asFloat = new Float32Array(1);
const asBits = new Uint32Array(asFloat.buffer);

/** The same bits. */
function bitsOf(values: Float32Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length);
}

/**
 * The top half of a float32.
 *
 * @param into default: memory of its own. `values` may be its second half
 */
export function bfloat16ToFloat32(
  values: Uint16Array,
  into = new Float32Array(values.length) as Float32Array,
): Float32Array {
  const bits = bitsOf(into);
  for (let i = 0; i < values.length; i++) bits[i] = values[i]! << 16;
  return into;
}

/** Rounds to the nearest, ties to even, as PyTorch does; NaN stays NaN. */
export function float32ToBfloat16(values: Float32Array): Uint16Array {
  const result = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    asFloat[0] = values[i]!;
    const bits = asBits[0]!;
    result[i] = Number.isNaN(values[i]) ? 0x7fc0 : (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
  }
  return result;
}

/** The float32 bits of every half, 256 KiB: looked up in a third of the time that computing them takes. */
let float32BitsOfHalf: Uint32Array | null = null;

function computeHalves(): Uint32Array {
  const values = new Float32Array(1 << 16);
  const bits = bitsOf(values);
  for (let half = 0; half < values.length; half++) {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >>> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 31) bits[half] = ((half & 0x8000) << 16) | 0x7f800000 | (fraction << 13);
    else if (exponent === 0) values[half] = sign * fraction * 2 ** -24;
    else values[half] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  return bits;
}

/**
 * IEEE 754 half precision.
 *
 * @param into default: memory of its own. `values` may be its second half
 */
export function float16ToFloat32(
  values: Uint16Array,
  into = new Float32Array(values.length) as Float32Array,
): Float32Array {
  float32BitsOfHalf ??= computeHalves();
  const table = float32BitsOfHalf;
  const bits = bitsOf(into);
  for (let i = 0; i < values.length; i++) bits[i] = table[values[i]!]!;
  return into;
}
