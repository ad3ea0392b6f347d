/** Indices of lengths from 1 to `longest` by falling length, equal ones in their order: a counting sort. */
export function longestFirst(lengths: ArrayLike<number>, longest: number): Int32Array {
  const next = new Int32Array(longest + 1);
  for (let index = 0; index < lengths.length; index++) next[lengths[index]!]!++;
  for (let length = longest, start = 0; length >= 0; length--) {
    const count = next[length]!;
    next[length] = start;
    start += count;
  }
  const order = new Int32Array(lengths.length);
  for (let index = 0; index < lengths.length; index++) order[next[lengths[index]!]!++] = index;
  return order;
}
