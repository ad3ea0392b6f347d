/** Numbers of which the smallest comes out first: a binary heap. */
export class NumberHeap {
  size = 0;
  private items: Float64Array;

  /** @param capacity grows when it has to */
  constructor(capacity: number) {
    this.items = new Float64Array(Math.max(16, capacity));
  }

  push(item: number): void {
    if (this.size === this.items.length) {
      const larger = new Float64Array(this.items.length * 2);
      larger.set(this.items);
      this.items = larger;
    }
    const { items } = this;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (items[parent]! <= item) break;
      items[at] = items[parent]!;
      at = parent;
    }
    items[at] = item;
  }

  /** The smallest number. There has to be one. */
  pop(): number {
    const { items } = this;
    const smallest = items[0]!;
    const last = items[--this.size]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && items[child + 1]! < items[child]!) child++;
      if (items[child]! >= last) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = last;
    return smallest;
  }
}
