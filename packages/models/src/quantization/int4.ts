import type { Quantized4Bit } from "./nf4.ts";

/**
 * Integers from −8 to 7 times a factor of each block, which is such that the number of largest magnitude is −8 of it, as in
 * llama.cpp's Q4_0; the others are rounded to the nearest.
 *
 * @param values of whole blocks, but for the last one of a matrix
 */
export function quantizeInt4(values: Float32Array, blockSize = 64): Quantized4Bit {
  const scales = new Float32Array(Math.ceil(values.length / blockSize));
  const codes = new Uint8Array(Math.ceil(values.length / 2));
  for (let block = 0; block < scales.length; block++) {
    const begin = block * blockSize;
    const end = Math.min(begin + blockSize, values.length);
    let extreme = 0;
    for (let i = begin; i < end; i++) if (Math.abs(values[i]!) > Math.abs(extreme)) extreme = values[i]!;
    const scale = Math.fround(extreme / -8);
    const inverse = scale === 0 ? 0 : 1 / scale;
    scales[block] = scale;
    for (let i = begin; i < end; i++) {
      const code = Math.min(15, (values[i]! * inverse + 8.5) | 0);
      codes[i >> 1]! |= i & 1 ? code : code << 4;
    }
  }
  return { codes, scales };
}
