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

/**
 * IEEE 754 half precision.
 *
 * @param into default: memory of its own. `values` may be its second half
 */
export function float16ToFloat32(
  values: Uint16Array,
  into = new Float32Array(values.length) as Float32Array,
): Float32Array {
  const bits = bitsOf(into);
  for (let i = 0; i < values.length; i++) {
    const half = values[i]!;
    if ((half & 0x7c00) === 0x7c00) {
      bits[i] = ((half & 0x8000) << 16) | 0x7f800000 | ((half & 0x3ff) << 13);
      continue;
    }
    // Exponent and fraction in the places that float32 has for them; what is left is the difference of the exponents' biases.
    bits[i] = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13);
    into[i] = into[i]! * 2 ** 112;
  }
  return into;
}
