import { mix32 } from "./mix.ts";

/** A stream of uniform 32-bit unsigned integers. */
export type RandomUint32 = () => number;

/** xoshiro128** 1.1 (Blackman and Vigna, 2018) from its state of four 32-bit words, not all zero. */
export function xoshiro128(state: readonly [number, number, number, number]): RandomUint32 {
  let [a, b, c, d] = state;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
}

/** A stream for each use of a seed. The parts are hashed one after the other, so that near seeds give unlike streams. */
export function randomStream(seed: number, ...parts: readonly number[]): RandomUint32 {
  let hash = 0;
  for (const part of [seed, ...parts]) {
    hash = mix(hash ^ (part >>> 0));
    hash = mix(hash ^ Math.floor(part / 2 ** 32));
  }
  const words = [1, 2, 3, 4].map((word) => mix(hash + Math.imul(word, 0x9e3779b9)));
  return xoshiro128(words as [number, number, number, number]);
}

/** A uniform integer below `bound` (1 to 2^32); draws that would favour the small ones are thrown away. */
export function uniformInteger(random: RandomUint32, bound: number): number {
  const limit = 2 ** 32 - (2 ** 32 % bound);
  for (;;) {
    const draw = random();
    if (draw < limit) return draw % bound;
  }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** The constant keeps zero from mapping to zero. */
function mix(value: number): number {
  return mix32(value + 0x9e3779b9);
}
