import { mix32 } from "../../random/mix.ts";

/** Words of a shingle: a sequence of neighbours by which texts are compared. */
export const SHINGLE_WORDS = 3;

/**
 * Shingles of a row that are kept at most: those of the smallest hashes, which are a random sample of all, the same in every row
 * (bottom-k MinHash; Broder, 1997). A row with fewer distinct ones, so nearly every row, is compared exactly.
 */
export const MAX_SHINGLES = 1024;

/** Collects the shingles of a text word by word, in bounded memory. */
export class ShingleCollector {
  private readonly last: number[] = [];
  private hashes: Uint32Array = new Uint32Array(256);
  private count = 0;

  add(word: number): void {
    if (this.last.push(word) > SHINGLE_WORDS) this.last.shift();
    if (this.last.length === SHINGLE_WORDS) this.keep(hashShingle(this.last));
  }

  /** Distinct hashes, ascending, at most `MAX_SHINGLES`. A text of fewer words than a shingle is one shingle. */
  finish(): Uint32Array {
    if (this.count === 0 && this.last.length > 0) this.keep(hashShingle(this.last));
    this.reduce();
    return this.hashes.slice(0, this.count);
  }

  private keep(hash: number): void {
    if (this.count === this.hashes.length) {
      this.reduce();
      if (this.count > this.hashes.length / 2) this.grow();
    }
    this.hashes[this.count++] = hash;
  }

  private grow(): void {
    const larger = new Uint32Array(this.hashes.length * 2);
    larger.set(this.hashes);
    this.hashes = larger;
  }

  /** Sorts, and drops repeats and what is beyond the limit. */
  private reduce(): void {
    const sorted = this.hashes.subarray(0, this.count).sort();
    let kept = 0;
    for (const hash of sorted) if (kept === 0 || hash !== sorted[kept - 1]) sorted[kept++] = hash;
    this.count = Math.min(kept, MAX_SHINGLES);
  }
}

function hashShingle(words: readonly number[]): number {
  let hash = words.length;
  for (const word of words) hash = mix32(Math.imul(hash, 31) + word);
  return hash;
}
