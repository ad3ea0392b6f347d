/** Gaps longer than the table are put together from several draws, which a memoryless law allows. */
const tableSize = 1024;

/** A draw looks here first. */
const guideBits = 10;

/**
 * Numbers of elements that are passed over before one that is hit, where each is hit with the same probability: the geometric
 * law, exact to 2^−32. Thresholds are products of float64 numbers, so that every machine makes the same of the same bits.
 */
export class GeometricGaps {
  /** How many of the 2^32 words mean a gap of at least k: 2^32 · (1 − probability)^k. */
  private readonly thresholds = new Float64Array(tableSize + 1);
  /** The gap of the largest word with these leading bits. */
  private readonly guide = new Uint16Array(1 << guideBits);

  /** @param probability above 0 and below 1 */
  constructor(probability: number) {
    for (let gap = 0, share = 2 ** 32; gap <= tableSize; gap++, share *= 1 - probability) this.thresholds[gap] = share;
    for (let bits = 0, gap = tableSize; bits < this.guide.length; bits++) {
      const largest = (bits + 1) * 2 ** (32 - guideBits) - 1;
      while (gap > 0 && largest >= this.thresholds[gap]!) gap--;
      this.guide[bits] = gap;
    }
  }

  /**
   * @param word 32 random bits
   * @returns the gap; `tableSize` means that so many are passed over and another word is to be drawn
   */
  of(word: number): number {
    let gap = this.guide[word >>> (32 - guideBits)]!;
    while (gap < tableSize && word < this.thresholds[gap + 1]!) gap++;
    return gap;
  }

  /** Whether a gap goes on with another draw. */
  static goesOn(gap: number): boolean {
    return gap === tableSize;
  }
}
