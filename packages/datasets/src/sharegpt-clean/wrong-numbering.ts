const first = "\n1. ";

/**
 * Whether a list begins twice at 1 with no 2 in between, as in lists whose numbers were lost: FastChat's `filter_wrong_format`.
 */
export function hasWrongNumbering(text: string): boolean {
  for (let at = text.indexOf(first); at !== -1; ) {
    const next = text.indexOf(first, at + first.length);
    if (next === -1) return false;
    if (!text.slice(at + first.length, next).includes("2")) return true;
    at = next;
  }
  return false;
}
