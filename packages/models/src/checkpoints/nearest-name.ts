/** More candidates than this are not looked at: the work grows with their number. */
const maxCandidates = 2000;

/** Names longer than this are not compared. */
const maxLength = 200;

/**
 * The candidate with the fewest letters to change.
 *
 * @param most undefined is returned when more would have to; default: a quarter of the letters of `name`
 */
export function nearestName(
  name: string,
  candidates: readonly string[],
  most = Math.floor(name.length / 4),
): string | undefined {
  let nearest: string | undefined;
  let least = most;
  for (const candidate of candidates.slice(0, maxCandidates)) {
    if (Math.abs(candidate.length - name.length) > least || candidate.length > maxLength) continue;
    const distance = editDistance(name, candidate);
    if (distance > least || (distance === least && nearest !== undefined)) continue;
    nearest = candidate;
    least = distance;
  }
  return nearest;
}

/** Letters to insert, delete or replace (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
