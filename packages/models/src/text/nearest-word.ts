/** Letters that are compared at the most, so that a word from outside costs little however long it is. */
const comparedLength = 64;

/** The word that begins as another, or else that the fewest letters inserted, deleted or replaced make of it. */
export function nearestWord(word: string, words: readonly string[]): string | undefined {
  const longer = words.find((candidate) => candidate.startsWith(word));
  if (longer !== undefined) return longer;
  const distances = words.map((candidate) => levenshtein(word.slice(0, comparedLength), candidate));
  return words[distances.indexOf(Math.min(...distances))];
}

function levenshtein(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column++)
      next[column] = Math.min(
        row[column]! + 1,
        next[column - 1]! + 1,
        row[column - 1]! + Number(letter !== to[column - 1]),
      );
    row = next;
  }
  return row[to.length]!;
}
