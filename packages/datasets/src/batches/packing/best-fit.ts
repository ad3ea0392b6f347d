import { FirstAtLeast } from "./first-at-least.ts";
import { longestFirst } from "./longest-first.ts";

/**
 * Best-fit decreasing: each length, the longest first, goes where the least space that holds it is left, of equal spaces where one was
 * left first. O(n log maxLength); the bins are those of TRL 1.16's `pack_dataset(strategy="bfd")` over all rows at once.
 *
 * @param lengths from 1 to `maxLength`
 * @returns indices of each bin, in the order in which bins were opened and filled
 */
export function bestFitDecreasing(lengths: ArrayLike<number>, maxLength: number): number[][] {
  const bins: number[][] = [];
  const spaces = new FirstAtLeast(maxLength);
  // Of each space a queue of the bins that have it, linked through `behind`; −1 is none.
  const head = new Int32Array(maxLength).fill(-1);
  const tail = new Int32Array(maxLength).fill(-1);
  const behind = new Int32Array(lengths.length).fill(-1);
  const offer = (bin: number, space: number) => {
    if (space === 0) return;
    behind[bin] = -1;
    if (head[space] === -1) {
      head[space] = bin;
      spaces.set(space, space);
    } else behind[tail[space]!] = bin;
    tail[space] = bin;
  };
  for (const index of longestFirst(lengths, maxLength)) {
    const length = lengths[index]!;
    const space = spaces.find(length);
    if (space === -1) {
      bins.push([index]);
      offer(bins.length - 1, maxLength - length);
      continue;
    }
    const bin = head[space]!;
    head[space] = behind[bin]!;
    if (head[space] === -1) spaces.set(space, 0);
    bins[bin]!.push(index);
    offer(bin, space - length);
  }
  return bins;
}
