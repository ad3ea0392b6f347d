/** Key-schedule constant of Threefish with 32-bit words; it keeps an all-zero key from giving an all-zero schedule. */
const PARITY = 0x1bd11bda;

/**
 * One block of the counter-based generator Threefry-2x32 with 20 rounds.
 *
 * Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011; the same function as in
 * Random123 and in JAX. Arguments are taken modulo 2^32.
 *
 * @returns two unsigned 32-bit words
 */
export function threefry2x32(key0: number, key1: number, counter0: number, counter1: number): [number, number] {
  const words = new Uint32Array(2);
  fillThreefry2x32(words, key0, key1, counter0, counter1);
  return [words[0]!, words[1]!];
}

/**
 * Writes the blocks of the counters (counter0, firstCounter1), (counter0, firstCounter1 + 1), … one after the other,
 * two words a block, without allocating. An odd last word is the first word of its block.
 */
export function fillThreefry2x32(
  words: Uint32Array,
  key0: number,
  key1: number,
  counter0: number,
  firstCounter1 = 0,
): void {
  const k0 = key0 | 0;
  const k1 = key1 | 0;
  const k2 = PARITY ^ k0 ^ k1;
  // The schedule's constants do not change from block to block, so they are added once, outside the loop.
  const first = (counter0 + k0) | 0;
  const inject1 = (k2 + 1) | 0;
  const inject2 = (k0 + 2) | 0;
  const inject3 = (k1 + 3) | 0;
  const inject4 = (k2 + 4) | 0;
  const inject5 = (k0 + 5) | 0;
  const size = words.length;
  for (let index = 0, counter1 = firstCounter1 | 0; index < size; index += 2, counter1++) {
    let x0 = first;
    let x1 = (counter1 + k1) | 0;

    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, 13) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, 15) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, 26) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, 6) ^ x0;
    x0 = (x0 + k1) | 0;
    x1 = (x1 + inject1) | 0;

    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, 17) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, 29) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, 16) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, 24) ^ x0;
    x0 = (x0 + k2) | 0;
    x1 = (x1 + inject2) | 0;

    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, 13) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, 15) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, 26) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, 6) ^ x0;
    x0 = (x0 + k0) | 0;
    x1 = (x1 + inject3) | 0;

    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, 17) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, 29) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, 16) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, 24) ^ x0;
    x0 = (x0 + k1) | 0;
    x1 = (x1 + inject4) | 0;

    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, 13) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, 15) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, 26) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, 6) ^ x0;

    words[index] = x0 + k2;
    if (index + 1 < size) words[index + 1] = x1 + inject5;
  }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
