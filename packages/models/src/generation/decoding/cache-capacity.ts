const smallest = 64;

/**
 * How many places a cache has for so many tokens: 64, 96, 128, 192, 256, 384, … Every size is a program to compile, and places that
 * hold nothing are computed in vain.
 */
export function cacheCapacity(tokens: number): number {
  let power = smallest;
  while (power < tokens) power *= 2;
  const between = (power / 4) * 3;
  return power > smallest && tokens <= between ? between : power;
}
