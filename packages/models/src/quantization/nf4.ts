import { nf4Values } from "@neftune/engine";

/** A matrix in 4 bits a number, row after row, cut into blocks. */
export interface Quantized4Bit {
  /** Two numbers a byte, the first in its upper half. */
  readonly codes: Uint8Array;
  /** Factor of each block. */
  readonly scales: Float32Array;
}

/** What bitsandbytes takes for the largest number of a block of zeros. */
const smallest = Math.fround(1e-38);

/** Between neighbouring numbers; a number on the border belongs to the lower one. */
const borders = Float32Array.from({ length: 16 }, (_, code) =>
  code < 15 ? Math.fround(Math.fround(nf4Values[code]! + nf4Values[code + 1]!) / 2) : Number.POSITIVE_INFINITY,
);

/** The second code of the last byte, where there is no second number: that of 0. */
const padding = 7;

/** Of each 128th from −1 on the code of its beginning: no two borders are as close. */
const cells = 128;
const firstCodes = Uint8Array.from({ length: 2 * cells + 1 }, (_, cell) =>
  borders.findIndex((border) => cell / cells - 1 <= border),
);

/**
 * NF4 (Dettmers et al. 2023, QLoRA, §3), bit for bit as bitsandbytes' quantize_4bit on a CPU: each block by its largest magnitude,
 * then the nearest of sixteen quantiles of the normal distribution.
 *
 * @param values of whole blocks, but for the last one of a matrix
 */
export function quantizeNf4(values: Float32Array, blockSize = 64): Quantized4Bit {
  const scales = new Float32Array(Math.ceil(values.length / blockSize));
  const codes = new Uint8Array(Math.ceil(values.length / 2));
  for (let block = 0; block < scales.length; block++) {
    const begin = block * blockSize;
    const end = Math.min(begin + blockSize, values.length);
    const isWhole = end - begin === blockSize;
    const largest = largestMagnitude(values, begin, end);
    const divisor = Math.max(largest, smallest);
    const inverse = Math.fround(1 / divisor);
    scales[block] = isWhole ? largest : divisor;
    // A block that is not full is divided there, the others multiplied.
    const codeOf = (value: number) => nearestCode(Math.fround(isWhole ? value * inverse : value / divisor));
    for (let i = begin; i < end; i += 2)
      codes[i >> 1] = (codeOf(values[i]!) << 4) | (i + 1 < values.length ? codeOf(values[i + 1]!) : padding);
  }
  return { codes, scales };
}

/** @param value in [−1, 1], or beyond by rounding */
function nearestCode(value: number): number {
  const code = firstCodes[((value + 1) * cells) | 0]!;
  return value > borders[code]! ? code + 1 : code;
}

/** The largest |value| in [begin, end). */
export function largestMagnitude(values: Float32Array, begin: number, end: number): number {
  let largest = 0;
  for (let i = begin; i < end; i++) {
    const magnitude = Math.abs(values[i]!);
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}
