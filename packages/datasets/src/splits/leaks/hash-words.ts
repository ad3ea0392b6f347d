import { mix32 } from "../../random/mix.ts";
import { WordClass, wordClass } from "./word-classes.ts";

/** Code units that are brought into normal form at a time, so that a huge text needs little memory beside itself. */
const PIECE = 1 << 16;

const ascii = /^[\0-\x7f]*$/;

/**
 * Tells a 32-bit hash of each word of a text, in order. Texts that differ only in Unicode's compatibility forms (NFKC), case,
 * white space and punctuation have the same words; signs that calculate stay, so that 3 + 5 and 3 − 5 are told apart.
 */
export function hashWords(text: string, tell: (word: number) => void): void {
  for (let from = 0; from < text.length; ) {
    const to = endOfPiece(text, from);
    hashPiece(normalize(text.slice(from, to)), tell);
    from = to;
  }
}

/** Ends after white space where there is some, so that no word and no combining mark is cut off from what it belongs to. */
function endOfPiece(text: string, from: number): number {
  if (text.length - from <= PIECE) return text.length;
  for (let to = from + PIECE; to > from + PIECE / 2; to--) if (/\s/.test(text[to - 1]!)) return to;
  const isPair = (text.codePointAt(from + PIECE - 1) ?? 0) > 0xffff;
  return from + PIECE + (isPair ? 1 : 0);
}

/** Upper case first, so that ß and ss, or σ and ς, become one. Case takes some texts out of their normal form again. */
function normalize(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  return text.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC").replaceAll("ς", "σ");
}

/** FNV-1a (Fowler, Noll and Vo) over code points, mixed at a word's end. */
const OFFSET = 0x811c9dc5 | 0;
const PRIME = 0x01000193;

function hashPiece(text: string, tell: (word: number) => void): void {
  let hash = OFFSET;
  let inWord = false;
  const endWord = () => {
    if (inWord) tell(mix32(hash));
    hash = OFFSET;
    inWord = false;
  };
  for (let index = 0; index < text.length; index++) {
    const code = text.codePointAt(index)!;
    if (code > 0xffff) index++;
    const kind = inContext(wordClass(code), text, index);
    if (kind === WordClass.invisible) continue;
    if (kind !== WordClass.letter) endWord();
    if (kind === WordClass.separator) continue;
    hash = Math.imul(hash ^ code, PRIME);
    inWord = true;
    if (kind === WordClass.alone) endWord();
  }
  endWord();
}

/** What a character whose class depends on its neighbours is here. */
function inContext(kind: number, text: string, index: number): number {
  switch (kind) {
    case WordClass.point:
      return isDigit(text, index - 1) && isDigit(text, index + 1) ? WordClass.letter : WordClass.separator;
    case WordClass.operator:
      return isDigit(text, index + (text[index + 1] === " " ? 2 : 1)) ? WordClass.alone : WordClass.separator;
    case WordClass.apostrophe:
      return isLetter(text, index - 1) && isLetter(text, index + 1) ? WordClass.invisible : WordClass.separator;
    default:
      return kind;
  }
}

function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0x30 && code <= 0x39;
}

function isLetter(text: string, index: number): boolean {
  return index >= 0 && index < text.length && wordClass(text.charCodeAt(index)) === WordClass.letter;
}
