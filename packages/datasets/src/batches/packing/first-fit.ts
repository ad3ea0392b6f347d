import { FirstAtLeast } from "./first-at-least.ts";
import { longestFirst } from "./longest-first.ts";

/**
 * First-fit decreasing: each length, the longest first, goes into the first bin that has room for it. O(n log n); at most 11/9 of the
 * fewest possible bins and 2/3 of one (Dósa 2007).
 *
 * @param lengths from 1 to `maxLength`
 * @returns indices of each bin, in the order in which bins were opened and filled
 */
export function firstFitDecreasing(lengths: ArrayLike<number>, maxLength: number): number[][] {
  const bins: number[][] = [];
  const used: number[] = [];
  const spaces = new FirstAtLeast(lengths.length);
  for (const index of longestFirst(lengths, maxLength)) {
    const length = lengths[index]!;
    const found = spaces.find(length);
    const bin = found === -1 ? bins.push([]) - 1 : found;
    bins[bin]!.push(index);
    used[bin] = (used[bin] ?? 0) + length;
    spaces.set(bin, maxLength - used[bin]);
  }
  return bins;
}
