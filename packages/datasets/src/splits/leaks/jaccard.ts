import type { ShingleSet } from "./fingerprint.ts";

/**
 * |A ∩ B| / |A ∪ B| where it reaches a threshold above 0, else 0. Where a set is a sample, both are compared up to where it is known:
 * an estimate with a standard error of √(J (1 − J) / 1024), at most 0.016.
 */
export function jaccardFrom(threshold: number, a: ShingleSet, b: ShingleSet): number {
  const limit = Math.min(a.knownUpTo, b.knownUpTo);
  const areWhole = limit === Number.POSITIVE_INFINITY;
  const elements = a.hashes.length + b.hashes.length;
  /** |A ∪ B| − |A ∩ B| is at most so much where the threshold is reached. */
  const allowed = areWhole ? (elements * (1 - threshold)) / (1 + threshold) + 1e-9 : elements;
  let [shared, apart, i, j] = [0, 0, 0, 0];
  while (apart <= allowed && (i < a.hashes.length || j < b.hashes.length)) {
    const left = a.hashes[i] ?? Number.POSITIVE_INFINITY;
    const right = b.hashes[j] ?? Number.POSITIVE_INFINITY;
    if (left > limit && right > limit) break;
    if (left <= right) i++;
    if (right <= left) j++;
    if (left === right) shared++;
    else apart++;
  }
  const similarity = shared === 0 ? 0 : shared / (shared + apart);
  return similarity >= threshold - 1e-9 ? similarity : 0;
}
