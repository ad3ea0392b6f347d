/** Sets that no element is in twice; at first each element has one of its own (union–find with path halving). */
export class DisjointSets {
  private readonly parents: Int32Array;

  constructor(size: number) {
    this.parents = Int32Array.from({ length: size }, (_, element) => element);
  }

  /** Makes one set of those that two elements are in. */
  join(a: number, b: number): void {
    const [first, second] = [this.first(a), this.first(b)];
    this.parents[Math.max(first, second)] = Math.min(first, second);
  }

  areJoined(a: number, b: number): boolean {
    return this.first(a) === this.first(b);
  }

  /** Of each element the smallest of its set. */
  firsts(): Int32Array {
    return this.parents.map((_, element) => this.first(element));
  }

  private first(element: number): number {
    let at = element;
    while (this.parents[at] !== at) {
      this.parents[at] = this.parents[this.parents[at]!]!;
      at = this.parents[at]!;
    }
    return at;
  }
}
