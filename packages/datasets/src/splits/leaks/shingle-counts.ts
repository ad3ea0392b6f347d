import type { Fingerprint } from "../../example.ts";
import { type ShingleSet, shinglesOf } from "./fingerprint.ts";

/** Rows that are looked at to know which shingles are common. */
const SAMPLED_ROWS = 4096;

/** What stands in at least so many rows, and in this share of them, is the wording of a template or a task and no sign of a leak. */
const COMMON_ROWS = 20;
const COMMON_SHARE = 0.1;

export function isCommon(count: number, rows: number): boolean {
  return count >= COMMON_ROWS && count >= COMMON_SHARE * rows;
}

/** How often shingles stand in rows, as far as a sample of the rows tells. */
export class ShingleCounts {
  private readonly counts: ReadonlyMap<number, number>;
  private readonly rows: number;
  /** Whether a shingle is in so many rows that it is left out. */
  readonly someAreCommon: boolean;

  /** @param sides the sides of a comparison; the sample takes from each as it is long */
  constructor(...sides: readonly (readonly Fingerprint[])[]) {
    const total = sides.reduce((sum, side) => sum + side.length, 0);
    const every = Math.max(1, total / SAMPLED_ROWS);
    const counts = new Map<number, number>();
    this.rows = 0;
    for (const side of sides) {
      for (let position = 0; position < side.length; position += every) {
        this.rows++;
        for (const hash of shinglesOf(side[Math.floor(position)]!).hashes)
          counts.set(hash, (counts.get(hash) ?? 0) + 1);
      }
    }
    for (const [hash, count] of counts) if (count === 1) counts.delete(hash);
    this.counts = counts;
    this.someAreCommon = [...counts.values()].some((count) => isCommon(count, this.rows));
  }

  /** 0 for those that are rare. */
  of(hash: number): number {
    return this.counts.get(hash) ?? 0;
  }

  /** The set without what is common to many rows. */
  withoutCommon(set: ShingleSet): ShingleSet {
    if (!this.someAreCommon) return set;
    return { ...set, hashes: set.hashes.filter((hash) => !isCommon(this.of(hash), this.rows)) };
  }
}
