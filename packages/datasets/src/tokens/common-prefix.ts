/** How many of the first tokens two rows have in common. */
export function commonPrefixLength(ids: ArrayLike<number>, others: ArrayLike<number>): number {
  const shorter = Math.min(ids.length, others.length);
  let length = 0;
  while (length < shorter && ids[length] === others[length]) length++;
  return length;
}
