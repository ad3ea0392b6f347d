import type { Fingerprint } from "../../example.ts";
import { isCommon } from "./shingle-counts.ts";

/** Rows by one of the hashes of their fingerprints. */
export class KeyIndex {
  private readonly keyOf: (print: Fingerprint) => number;
  private readonly rows = new Map<number, number[]>();

  constructor(keyOf: (print: Fingerprint) => number, prints: readonly Fingerprint[]) {
    this.keyOf = keyOf;
    for (const [row, print] of prints.entries()) {
      const rows = this.rows.get(keyOf(print));
      if (rows) rows.push(row);
      else this.rows.set(keyOf(print), [row]);
    }
    this.rows.delete(0);
  }

  /** Rows with the same hash, ascending: all of them the first time that it is asked for, later the first alone. */
  take(print: Fingerprint): readonly number[] {
    const key = this.keyOf(print);
    const rows = this.rows.get(key);
    if (rows === undefined) return [];
    if (rows.length > 1) this.rows.set(key, rows.slice(0, 1));
    return rows;
  }

  /** The first row with the same hash. */
  first(print: Fingerprint): number | undefined {
    return this.rows.get(this.keyOf(print))?.[0];
  }

  /** Forgets what so many rows share that it is the wording of a task. */
  withoutCommon(...sides: readonly (readonly Fingerprint[])[]): this {
    const counts = new Map<number, number>();
    let total = 0;
    for (const side of sides) {
      total += side.length;
      for (const print of side) {
        const key = this.keyOf(print);
        if (this.rows.has(key)) counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    for (const [key, count] of counts) if (isCommon(count, total)) this.rows.delete(key);
    return this;
  }
}
