/** The word that is the fewest edits away, the first of several; undefined where there are no words. */
export function nearestWord(word: string, words: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of words) {
    const edits = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (edits < fewest) [nearest, fewest] = [candidate, edits];
  }
  return nearest;
}

/**
 * Letters to insert, delete, replace or swap with their neighbour (optimal string alignment) to make one word of
 * another. Only the first 64 letters count, so that a word from outside costs little however long it is.
 */
export function editDistance(from: string, to: string): number {
  const [source, target] = [from.slice(0, 64), to.slice(0, 64)];
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: target.length + 1 }, (_, column) => column);
  for (let row = 1; row <= source.length; row++) {
    const current = [row];
    for (let column = 1; column <= target.length; column++) {
      const replaced = previous[column - 1]! + (source[row - 1] === target[column - 1] ? 0 : 1);
      let edits = Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1);
      const swapped =
        row > 1 && column > 1 && source[row - 1] === target[column - 2] && source[row - 2] === target[column - 1];
      if (swapped) edits = Math.min(edits, beforePrevious[column - 2]! + 1);
      current.push(edits);
    }
    [beforePrevious, previous] = [previous, current];
  }
  return previous[target.length]!;
}
