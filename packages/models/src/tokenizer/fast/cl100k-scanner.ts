import { kind } from "./character-kinds.ts";
import { endOfRun, endOfSpaces, kindAt, type Scanner, unitsAt } from "./scanner.ts";

/**
 * Finds what the pattern of cl100k_base matches: contractions, words with one sign before them, numbers, other signs with the
 * line ends behind them, line ends, spaces.
 *
 * @param maxDigits how many digits stand together
 */
export function cl100kScanner(maxDigits: number): Scanner {
  return (text, start, end) => {
    const first = text.charCodeAt(start);
    if (first === 0x27) {
      const contracted = endOfContraction(text, start, end);
      if (contracted > start) return contracted;
    }
    const found = kindAt(text, start, end);
    if (found === kind.letter) return endOfRun(text, start, end, kind.letter);
    if (found === kind.number) return endOfDigits(text, start, end, maxDigits);
    const next = start + unitsAt(text, start);
    if (!isLineEnd(first) && kindAt(text, next, end) === kind.letter) return endOfRun(text, next, end, kind.letter);
    const from = first === 0x20 ? next : start;
    if (kindAt(text, from, end) === kind.other) {
      let at = endOfRun(text, from, end, kind.other);
      while (at < end && isLineEnd(text.charCodeAt(at))) at++;
      return at;
    }
    const spaces = endOfRun(text, start, end, kind.space);
    for (let at = spaces; at > start; at--) if (isLineEnd(text.charCodeAt(at - 1))) return at;
    return endOfSpaces(start, spaces, end);
  };
}

/** Digits in groups from the left: what `\p{N}{1,3}` finds for 3. */
export function digitScanner(maxDigits: number): Scanner {
  return (text, start, end) => {
    if (kindAt(text, start, end) === kind.number) return endOfDigits(text, start, end, maxDigits);
    let at = start;
    while (at < end && kindAt(text, at, end) !== kind.number) at += unitsAt(text, at);
    return at;
  };
}

function endOfDigits(text: string, start: number, end: number, maxDigits: number): number {
  let at = start;
  for (let digits = 0; digits < maxDigits && kindAt(text, at, end) === kind.number; digits++) at += unitsAt(text, at);
  return at;
}

function isLineEnd(unit: number): boolean {
  return unit === 0x0a || unit === 0x0d;
}

/** `(?i:'s|'t|'re|'ve|'m|'ll|'d)`; `start` where there is none. The long s is an s in either case. */
function endOfContraction(text: string, start: number, end: number): number {
  const letter = start + 1 < end ? text.charCodeAt(start + 1) | 0x20 : 0;
  const next = start + 2 < end ? text.charCodeAt(start + 2) | 0x20 : 0;
  switch (String.fromCharCode(letter)) {
    case "s":
    case "t":
    case "m":
    case "d":
      return start + 2;
    case "r":
    case "v":
      return next === 0x65 ? start + 3 : start;
    case "l":
      return next === 0x6c ? start + 3 : start;
  }
  return start + 1 < end && text.charCodeAt(start + 1) === 0x17f ? start + 2 : start;
}
