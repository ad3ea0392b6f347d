/**
 * Box–Muller on integers: pairs of random words to pairs of N(0, 1).
 *
 * `Math.log`, `Math.sin` and `Math.cos` may differ in their last bit from one JavaScript engine to the next. Here only
 * +, −, ×, ÷ and the square root are used, which IEEE 754 rounds exactly, so a seed gives the same bytes everywhere.
 */

/** Writes `count` elements of N(0, scale²) at `offset`; the words come in pairs, an odd last element leaves one unused. */
export function writeGaussian(
  target: Float32Array,
  offset: number,
  count: number,
  words: Uint32Array,
  scale: number,
): void {
  for (let index = 0; index < count; index += 2) {
    const radius = Math.sqrt(-2 * logUniform(words[index]!)) * scale;
    const word = words[index + 1]!;
    // The turn is split into the nearest quarter and an angle within π/4 of it.
    const quarter = (word + 2 ** 29) >>> 30;
    const angle = ((word - (quarter << 30)) | 0) * (Math.PI / 2 ** 31);
    const sin = sinNearZero(angle) * radius;
    const cos = cosNearZero(angle) * radius;
    const odd = quarter % 2 === 1;
    target[offset + index] = (odd ? sin : cos) * (1 - ((quarter + 1) & 2));
    if (index + 1 < count) target[offset + index + 1] = (odd ? cos : sin) * (1 - (quarter & 2));
  }
}

/** ln((word + 1) / 2^32), the uniform being in (0, 1]. */
function logUniform(word: number): number {
  const integer = word + 1;
  if (integer === 2 ** 32) return 0;
  const zeros = Math.clz32(integer);
  let exponent = -1 - zeros;
  let mantissa = ((integer << zeros) >>> 0) / 2 ** 31;
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  // ln m = 2 atanh((m − 1)/(m + 1)); with |s| ≤ 0.172 eleven terms reach float64's last bit.
  const s = (mantissa - 1) / (mantissa + 1);
  const z = s * s;
  const high = 1 / 13 + z * (1 / 15 + z * (1 / 17 + z * (1 / 19 + z / 21)));
  const series = 1 + z * (1 / 3 + z * (1 / 5 + z * (1 / 7 + z * (1 / 9 + z * (1 / 11 + z * high)))));
  return exponent * Math.LN2 + 2 * s * series;
}

/** Taylor's series for |x| ≤ π/4; the denominators are factorials. */
function sinNearZero(x: number): number {
  const z = x * x;
  const high = 1 / 362880 - z * (1 / 39916800 - z * (1 / 6227020800 - z / 1307674368000));
  return x * (1 - z * (1 / 6 - z * (1 / 120 - z * (1 / 5040 - z * high))));
}

/** Taylor's series for |x| ≤ π/4; the denominators are factorials. */
function cosNearZero(x: number): number {
  const z = x * x;
  const high = 1 / 40320 - z * (1 / 3628800 - z * (1 / 479001600 - z * (1 / 87178291200 - z / 20922789888000)));
  return 1 - z * (1 / 2 - z * (1 / 24 - z * (1 / 720 - z * high)));
}
