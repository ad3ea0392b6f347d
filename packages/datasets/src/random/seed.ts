import { DatasetError } from "../dataset-error.ts";

/** What a seed is drawn from, so that one seed gives each use numbers of its own. */
export const RandomUse = { split: 1, epochOrder: 2, sample: 3, shuffle: 4, mixture: 5 } as const;

/** @throws DatasetError where the value is not an integer from 0 that a number holds exactly. */
export function requireNonNegativeInteger(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new DatasetError(`${name} is ${value}, wanted an integer from 0`);
}
