import { type RandomUint32, uniformInteger } from "./xoshiro128.ts";

/** The first `size` entries of a random permutation of 0 … count − 1, by Fisher and Yates' shuffle from the front. */
export function randomPermutation(random: RandomUint32, count: number, size = count): Int32Array {
  const indices = Int32Array.from({ length: count }, (_, index) => index);
  for (let index = 0; index < size; index++) {
    const other = index + uniformInteger(random, count - index);
    const swapped = indices[index]!;
    indices[index] = indices[other]!;
    indices[other] = swapped;
  }
  return indices.slice(0, size);
}
