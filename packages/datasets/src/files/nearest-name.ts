/** Letters of a name that are compared. */
const MAX_LETTERS = 64;

/** The name that the fewest letters have to be changed in; null where more than half would have to be. */
export function nearestName(wanted: string, names: readonly string[]): string | null {
  let nearest: string | null = null;
  let fewest = Math.ceil(Math.min(wanted.length, MAX_LETTERS) / 2) + 1;
  for (const name of names.slice(0, 10_000)) {
    const edits = editDistance(wanted.toLowerCase().slice(0, MAX_LETTERS), name.toLowerCase().slice(0, MAX_LETTERS));
    if (edits < fewest) [nearest, fewest] = [name, edits];
  }
  return nearest;
}

/** Letters to insert, delete or replace (Levenshtein). */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = previous[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1));
    }
    previous = current;
  }
  return previous[to.length]!;
}
