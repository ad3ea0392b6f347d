import { largestMagnitude } from "./nf4.ts";

/** A matrix in 8 bits a number. */
export interface Int8Rows {
  /** [rows, width] */
  readonly codes: Int8Array;
  /** Factor of each row. */
  readonly scales: Float32Array;
}

/**
 * Each row by its largest magnitude, which becomes 127; rounded to the nearest, ties to even: the codes are those of bitsandbytes'
 * int8_vectorwise_quant, and the factors its row statistics over 127.
 *
 * @param values of whole rows
 */
export function quantizeInt8Rows(values: Float32Array, width: number): Int8Rows {
  const codes = new Int8Array(values.length);
  const scales = new Float32Array(values.length / width);
  for (let row = 0; row < scales.length; row++) {
    const begin = row * width;
    const largest = largestMagnitude(values, begin, begin + width);
    scales[row] = largest / 127;
    if (largest === 0) continue;
    // As torch divides a number by a tensor.
    const inverse = Math.fround(Math.fround(1 / largest) * 127);
    for (let i = begin; i < begin + width; i++) codes[i] = roundToEven(Math.fround(values[i]! * inverse));
  }
  return { codes, scales };
}

/** To the nearest integer, ties to the even one. */
function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
