import { DatasetError } from "../../dataset-error.ts";
import { bestFitDecreasing } from "./best-fit.ts";
import { firstFitDecreasing } from "./first-fit.ts";

/** Tables of one entry a length are held. */
const LONGEST = 2 ** 24;

const strategies = { bfd: bestFitDecreasing, ffd: firstFitDecreasing } as const;

export interface PackLengthsOptions {
  /** Tokens that a bin holds, up to 2^24. */
  maxLength: number;
  /** Best-fit decreasing, TRL's default and ours, or first-fit decreasing. */
  strategy?: "bfd" | "ffd";
}

/**
 * Puts each length into one of few bins of `maxLength`.
 * @returns The indices in each bin, those of the longest length first; the same for the same lengths.
 * @throws DatasetError for a `maxLength` that is no integer from 1 to 2^24, a strategy that there is not, or a length that does not fit.
 */
export function packLengths(
  lengths: ArrayLike<number>,
  { maxLength, strategy = "bfd" }: PackLengthsOptions,
): number[][] {
  requirePackingLength(maxLength);
  if (!Object.hasOwn(strategies, strategy))
    throw new DatasetError(`there is no way to pack lengths called ${JSON.stringify(strategy)}; known: bfd, ffd`);
  for (let index = 0; index < lengths.length; index++) {
    const length = lengths[index]!;
    if (!Number.isSafeInteger(length) || length < 1 || length > maxLength)
      throw new DatasetError(`length ${index} is ${length}, wanted an integer from 1 to the maxLength of ${maxLength}`);
  }
  return strategies[strategy](lengths, maxLength);
}

/** @throws DatasetError */
export function requirePackingLength(maxLength: number): void {
  if (!Number.isSafeInteger(maxLength) || maxLength < 1 || maxLength > LONGEST)
    throw new DatasetError(`maxLength is ${maxLength}, wanted an integer from 1 to ${LONGEST} for packing`);
}
