import { dynamicMap } from "./dynamic-map.ts";
import { largestMagnitude } from "./nf4.ts";

/** Factors in 8 bits ("double quantisation"). */
export interface NestedScales {
  /** A byte for each factor: where in `dynamicMap` it is. */
  readonly codes: Uint8Array;
  /** Factor of each block of 256 of them. */
  readonly scales: Float32Array;
  /** The factors' mean, which was taken off. */
  readonly offset: number;
}

/** Factors that share one. */
export const nestedBlockSize = 256;

/** bitsandbytes looks numbers in [−1, 1] up in so many steps. */
const steps = 65_535;
const nearest = nearestCodes();

/**
 * Double quantisation (Dettmers et al. 2023, QLoRA, §3), as bitsandbytes has it on a CPU: bit for bit for a given offset. Its own
 * offset is a sum in float32 whose order depends on the processor; here it is the mean, rounded once.
 *
 * @param offset default: the mean
 */
export function nestScales(scales: Float32Array, offset = meanOf(scales)): NestedScales {
  const codes = new Uint8Array(scales.length);
  const factors = new Float32Array(Math.ceil(scales.length / nestedBlockSize));
  const centered = scales.map((scale) => scale - offset);
  for (let block = 0; block < factors.length; block++) {
    const begin = block * nestedBlockSize;
    const end = Math.min(begin + nestedBlockSize, scales.length);
    const largest = largestMagnitude(centered, begin, end);
    factors[block] = largest;
    // Of nothing but zeros, code 0 times 0.
    if (largest === 0) continue;
    const inverse = Math.fround(1 / largest);
    for (let i = begin; i < end; i++) {
      const value = Math.min(Math.max(Math.fround(centered[i]! * inverse), -1), 1);
      const place = Math.fround(Math.fround(Math.fround(value + 1) * 0.5) * steps);
      codes[i] = nearest[Math.fround(place + 0.5) | 0]!;
    }
  }
  return { codes, scales: factors, offset };
}

/** The factors, as `nestScales` kept them. */
export function unnestScales({ codes, scales, offset }: NestedScales): Float32Array {
  return Float32Array.from(
    codes,
    (code, i) => Math.fround(dynamicMap[code]! * scales[Math.floor(i / nestedBlockSize)]!) + offset,
  );
}

function meanOf(values: Float32Array): number {
  return Math.fround(values.reduce((sum, value) => sum + value, 0) / values.length);
}

function nearestCodes(): Uint8Array {
  let code = 0;
  return Uint8Array.from({ length: steps + 1 }, (_, step) => {
    const value = (2 * step) / steps - 1;
    while (code < 255 && Math.abs(dynamicMap[code + 1]! - value) < Math.abs(dynamicMap[code]! - value)) code++;
    return code;
  });
}
