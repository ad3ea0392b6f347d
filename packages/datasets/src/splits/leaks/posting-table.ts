/** Which rows a shingle stands in: a hash table with chains in typed arrays, 12 bytes an entry and 4 to 8 for its place. */
export class PostingTable {
  private heads = new Int32Array(1 << 12).fill(-1);
  private keys = new Uint32Array(1 << 12);
  private rows = new Int32Array(1 << 12);
  private nexts = new Int32Array(1 << 12);
  private size = 0;

  add(key: number, row: number): void {
    if (this.size === this.keys.length) this.grow();
    this.keys[this.size] = key;
    this.rows[this.size] = row;
    this.link(this.size++);
  }

  /** The entry of a key that was added last, −1 where there is none. */
  first(key: number): number {
    return this.find(key, this.heads[key & (this.heads.length - 1)]!);
  }

  /** The entry of the same key that was added before. */
  next(entry: number): number {
    return this.find(this.keys[entry]!, this.nexts[entry]!);
  }

  rowOf(entry: number): number {
    return this.rows[entry]!;
  }

  private find(key: number, from: number): number {
    let entry = from;
    while (entry >= 0 && this.keys[entry] !== key) entry = this.nexts[entry]!;
    return entry;
  }

  private link(entry: number): void {
    const bucket = this.keys[entry]! & (this.heads.length - 1);
    this.nexts[entry] = this.heads[bucket]!;
    this.heads[bucket] = entry;
  }

  private grow(): void {
    const length = this.keys.length * 2;
    const [keys, rows] = [new Uint32Array(length), new Int32Array(length)];
    keys.set(this.keys);
    rows.set(this.rows);
    this.keys = keys;
    this.rows = rows;
    this.nexts = new Int32Array(length);
    this.heads = new Int32Array(length).fill(-1);
    for (let entry = 0; entry < this.size; entry++) this.link(entry);
  }
}
