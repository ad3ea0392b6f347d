/** Integers of a slot: left id, right id, rank, id of the two together. */
const SLOT = 4;

/** Which pairs of tokens are merged, in which order, into which: a hash table with open addressing in one array. */
export class MergeTable {
  private readonly slots: Int32Array;
  private readonly mask: number;

  /** @param capacity the most pairs that will be set */
  constructor(capacity: number) {
    let count = 16;
    while (count < capacity * 1.5) count *= 2;
    this.slots = new Int32Array(count * SLOT).fill(-1);
    this.mask = count - 1;
  }

  /** A pair that is set twice has its last rank. */
  set(left: number, right: number, rank: number, merged: number): void {
    const at = this.slotOf(left, right);
    this.slots[at] = left;
    this.slots[at + 1] = right;
    this.slots[at + 2] = rank;
    this.slots[at + 3] = merged;
  }

  /** The pair's place, for `rank` and `merged`; -1 where the two are not merged. */
  find(left: number, right: number): number {
    const at = this.slotOf(left, right);
    return this.slots[at] === left ? at : -1;
  }

  /** The lower, the earlier. */
  rank(place: number): number {
    return this.slots[place + 2]!;
  }

  merged(place: number): number {
    return this.slots[place + 3]!;
  }

  /** Where the pair is, or the free slot that it would take. */
  private slotOf(left: number, right: number): number {
    const { slots, mask } = this;
    const hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const at = slot * SLOT;
      const found = slots[at];
      if (found === -1 || (found === left && slots[at + 1] === right)) return at;
      slot = (slot + 1) & mask;
    }
  }
}
