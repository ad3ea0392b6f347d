import { fillThreefry2x32, threefry2x32 } from "@neftune/core";
import { GeometricGaps } from "./geometric-gaps.ts";

/** What the masks of a training pass depend on, besides their places in the model: not on how the rows are batched. */
export interface DropoutKey {
  /** A nonnegative safe integer. */
  readonly seed: number;
  /** Pass over the data. */
  readonly epoch: number;
  /** Which row of the data set each sequence is. */
  readonly samples: readonly number[];
}

/** Where in the model a mask is: a layer, and a number that no other place of the layer has. */
export type MaskPlace = readonly [layer: number, place: number];

/** "drop": keeps masks apart from the noise, which has the same seed. */
const domain = 0x64726f70;

/** Draws at a time. */
const words = new Uint32Array(512);

/**
 * Dropout: each element is kept with probability 1 − p, and whoever reads it divides by that. Masks are counter-based: the bits of a
 * sequence are those of (seed, epoch, sample, layer, place), whatever was drawn before. Since few elements are dropped, it is the
 * gaps between them that are drawn, one word for each.
 */
export class Dropout {
  readonly probability: number;
  private readonly gaps: GeometricGaps;

  /** @param probability above 0 and below 1 */
  constructor(probability: number) {
    this.probability = probability;
    this.gaps = new GeometricGaps(probability);
  }

  /**
   * Writes 1 where an element is kept and 0 where not for the sequences of a batch, one after the other, [tokens, width]; spare
   * rows are kept.
   *
   * @param lengths of the sequences
   */
  fill(target: Uint8Array, lengths: readonly number[], width: number, key: DropoutKey, place: MaskPlace): void {
    target.fill(1);
    let begin = 0;
    for (const [sequence, length] of lengths.entries()) {
      const first = begin;
      this.draw(length * width, key, sequence, place, (element) => {
        target[first + element] = 0;
      });
      begin += length * width;
    }
  }

  /**
   * The dropped ones of a sequence's elements at a place, from the first to the last.
   *
   * @param size number of elements
   * @param sequence index of the sequence in the batch
   */
  draw(
    size: number,
    { seed, epoch, samples }: DropoutKey,
    sequence: number,
    place: MaskPlace,
    drop: (element: number) => void,
  ): void {
    const sequenceKey = threefry2x32(seed ^ domain, Math.floor(seed / 2 ** 32), epoch, samples[sequence]!);
    const [key0, key1] = threefry2x32(...sequenceKey, ...place);
    for (let at = 0, drawn = 0; ; drawn++) {
      fillThreefry2x32(words, key0, key1, drawn);
      for (let index = 0; index < words.length; index++) {
        const gap = this.gaps.of(words[index]!);
        at += gap;
        if (at >= size) return;
        if (!GeometricGaps.goesOn(gap)) drop(at++);
      }
    }
  }
}
