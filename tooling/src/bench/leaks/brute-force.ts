import type { Example } from "@neftune/datasets";

/** Test examples that have a training example of a Jaccard similarity from the threshold on, by comparing every pair. */
export function bruteForceLeaks(train: readonly Example[], test: readonly Example[], threshold: number): Set<number> {
  const [trainSets, testSets] = [train, test].map((side) => side.map(({ fingerprint }) => fingerprint!.subarray(6)));
  const found = new Set<number>();
  for (const [index, set] of testSets!.entries())
    if (trainSets!.some((other) => similarity(set, other, threshold) >= threshold)) found.add(index);
  return found;
}

/** Of two ascending lists; 0 where their lengths alone keep it below the threshold. */
function similarity(a: Uint32Array, b: Uint32Array, threshold: number): number {
  if (Math.min(a.length, b.length) < threshold * Math.max(a.length, b.length)) return 0;
  let [shared, i, j] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const [left, right] = [a[i]!, b[j]!];
    if (left === right) shared++;
    if (left <= right) i++;
    if (right <= left) j++;
  }
  return shared === 0 ? 0 : shared / (a.length + b.length - shared);
}
