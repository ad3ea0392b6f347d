/** A row of numbers, 0 at first, that finds the first one of at least a given value in O(log size): a segment tree of maxima. */
export class FirstAtLeast {
  private readonly leaves: number;
  /** Node 1 is the root, node n has the children 2n and 2n + 1. */
  private readonly maxima: Int32Array;

  constructor(size: number) {
    this.leaves = 2 ** Math.ceil(Math.log2(Math.max(size, 1)));
    this.maxima = new Int32Array(2 * this.leaves);
  }

  set(index: number, value: number): void {
    const { maxima } = this;
    let node = this.leaves + index;
    maxima[node] = value;
    for (node >>= 1; node >= 1; node >>= 1) maxima[node] = Math.max(maxima[2 * node]!, maxima[2 * node + 1]!);
  }

  /** @returns its index, or −1 where all are smaller; `value` from 1 */
  find(value: number): number {
    const { maxima, leaves } = this;
    if (maxima[1]! < value) return -1;
    let node = 1;
    while (node < leaves) node = maxima[2 * node]! >= value ? 2 * node : 2 * node + 1;
    return node - leaves;
  }
}
