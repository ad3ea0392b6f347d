const ARTICLE = /\b([Aa]) (?!uni|use|one\b)(?=[aeiou])/g;
const SENTENCE_START = /(^|[.!?]\s+"?|\n"?)([a-z])/g;

/** Writes "an" before a vowel's sound and a capital at the start of a sentence. */
export function polish(text: string): string {
  return text
    .replace(ARTICLE, "$1n ")
    .replace(SENTENCE_START, (_, before: string, letter: string) => before + letter.toUpperCase());
}

/** The first letter as a capital. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "a", "a and b", "a, b and c". */
export function enumerate(items: readonly string[], conjunction = "and"): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${conjunction} ${items.at(-1)}`;
}
