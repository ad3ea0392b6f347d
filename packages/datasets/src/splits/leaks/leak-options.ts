import { DatasetError } from "../../dataset-error.ts";

export interface LeakOptions {
  /** Jaccard similarity of the shingles of three words from which two rows are near duplicates, 0.5 to 1. Default 0.8. */
  threshold?: number;
}

/** Rows between two turns of the event loop. */
export const ROWS_PER_TURN = 4096;

/** @throws DatasetError where it is none of 0.5 to 1. */
export function nearThreshold({ threshold = 0.8 }: LeakOptions): number {
  if (threshold >= 0.5 && threshold <= 1) return threshold;
  throw new DatasetError(`threshold is ${threshold}, wanted a similarity from 0.5 to 1`);
}
