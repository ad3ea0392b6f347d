const MODULUS = 2 ** 31 - 1;

/** A number that tells whether two programs made the same tokens and labels: of each row in order, of each token in order. */
export function checksum(rows: Iterable<{ inputIds: ArrayLike<number>; labels: ArrayLike<number> }>): number {
  let sum = 0;
  for (const { inputIds, labels } of rows)
    for (let at = 0; at < inputIds.length; at++)
      sum = (sum * 31 + 2 * inputIds[at]! + (labels[at]! >= 0 ? 1 : 0)) % MODULUS;
  return sum;
}
