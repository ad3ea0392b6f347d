/** Bits of an 8-bit number besides its sign: an exponent in unary and a fraction share them. */
const bits = 7;

/**
 * The 256 numbers in [−1, 1] that bitsandbytes keeps in 8 bits (Dettmers 2015, "8-Bit Approximations for Parallelism in Deep
 * Learning"; create_dynamic_map): for each power of ten from 10⁻⁶ to 1, twice as many fractions as for the one before, and 0 and 1.
 */
export const dynamicMap: Float32Array = Float32Array.from(
  Array.from({ length: bits }, (_, exponent) =>
    fractions(2 ** exponent).flatMap((fraction) => {
      const value = Math.fround(Math.fround(10 ** (exponent - bits + 1)) * fraction);
      return [value, -value];
    }),
  )
    .flat()
    .concat(0, 1)
    .sort((a, b) => a - b),
);

/** The middles of `count` equal parts of [0.1, 1], in float32 throughout, as torch has them. */
function fractions(count: number): number[] {
  const step = Math.fround(Math.fround(0.9) / count);
  const borders = Array.from({ length: count + 1 }, (_, i) =>
    // torch.linspace counts the second half from its end.
    i < (count + 1) / 2 ? Math.fround(Math.fround(0.1) + step * i) : Math.fround(1 - step * (count - i)),
  );
  return borders.slice(1).map((border, i) => Math.fround(Math.fround(border + borders[i]!) / 2));
}
