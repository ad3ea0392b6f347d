/** What a character is to the words of a text. */
export const WordClass = {
  /** White space and punctuation: ends a word. */
  separator: 1,
  /** Letters, digits and marks: go on with a word. */
  letter: 2,
  /** A word by itself: a sign such as + or €, an emoji, a character of a script that has no spaces between words. */
  alone: 3,
  /** Zero-width characters and the like: as if they were not there. */
  invisible: 4,
  /** - * / ^: a word by itself before a digit, else punctuation. */
  operator: 5,
  /** An apostrophe: as if it were not there within a word, else punctuation. */
  apostrophe: 6,
  /** A point: part of a number between two digits, else punctuation. */
  point: 7,
} as const;

const scriptsWithoutSpaces =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]$/u;
const letters = /^[\p{L}\p{N}\p{M}]$/u;
const signs = /^[\p{Sm}\p{Sc}\p{So}\p{Cs}\p{Co}]$/u;
const invisible = /^\p{Default_Ignorable_Code_Point}$/u;

/** Classes of the code units, found as they come up; 0 where not yet. */
const known = new Uint8Array(0x10000);

export function wordClass(codePoint: number): number {
  if (codePoint > 0xffff) return classify(codePoint);
  known[codePoint] ||= classify(codePoint);
  return known[codePoint];
}

function classify(codePoint: number): number {
  const character = String.fromCodePoint(codePoint);
  if ("-*/^".includes(character)) return WordClass.operator;
  if ("'’ʼ".includes(character)) return WordClass.apostrophe;
  if (character === ".") return WordClass.point;
  if (invisible.test(character)) return WordClass.invisible;
  if (scriptsWithoutSpaces.test(character) || signs.test(character)) return WordClass.alone;
  return letters.test(character) ? WordClass.letter : WordClass.separator;
}
