import { mix32 } from "../../random/mix.ts";

/** A hash of 64 bits over a sequence of words, as two chains of multiplications that share nothing but the words. */
export class WordsHash {
  private readonly minimum: number;
  private low = 0x243f6a88;
  private high = 0x13198a2e;
  private count = 0;

  /** @param minimum words; a sequence of fewer has the hash 0 */
  constructor(minimum: number) {
    this.minimum = minimum;
  }

  add(word: number): void {
    this.low = Math.imul(this.low ^ word, 0x9e3779b1);
    this.low ^= this.low >>> 15;
    this.high = Math.imul(this.high + word, 0x85ebca77);
    this.high ^= this.high >>> 13;
    this.count++;
  }

  /** The hash, low word first. */
  words(): [low: number, high: number] {
    return this.count < this.minimum ? [0, 0] : [mix32(this.low + this.count), mix32(this.high)];
  }
}
