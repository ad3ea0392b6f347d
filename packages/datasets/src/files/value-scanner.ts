import { MAX_ROW_DEPTH } from "./limits.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * Finds where a JSON value ends, in text that may come in pieces, by its quotes and brackets alone. Of a value that is
 * no JSON it finds an end at or after the first mistake.
 */
export class ValueScanner {
  /** The brackets that are wanted, innermost last. */
  readonly #wanted: number[] = [];
  #isInString = false;
  /** Whether the last piece ended within an escape. */
  #isEscaped = false;
  #isLiteral = false;

  /** Begins with a value whose first character stands at `at`; `scan` is to go on from there. */
  begin(text: string, at: number): void {
    const first = text.charCodeAt(at);
    this.#wanted.length = 0;
    this.#isInString = false;
    this.#isEscaped = false;
    this.#isLiteral = first !== QUOTE && first !== OPEN_BRACE && first !== OPEN_BRACKET;
  }

  /** @returns the index after the value; −1 where the value goes on after this text */
  scan(text: string, from: number): number {
    if (this.#isLiteral) return endOfLiteral(text, from);
    const wanted = this.#wanted;
    let at = from;
    if (this.#isInString) {
      at = this.#endOfString(text, at);
      if (at === -1) return -1;
      if (wanted.length === 0) return at;
    }
    while (at < text.length) {
      const code = text.charCodeAt(at++);
      if (code === QUOTE) {
        at = this.#endOfString(text, at);
        if (at === -1 || wanted.length === 0) return at;
      } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
        // A closing bracket stands two after its opening one.
        wanted.push(code + 2);
      } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
        if (wanted.pop() !== code || wanted.length === 0) return at;
      }
    }
    return -1;
  }

  /** Whether what was scanned so far is nested deeper than a row may be. */
  get isTooDeep(): boolean {
    return this.#wanted.length > MAX_ROW_DEPTH;
  }

  /** @returns the index after the closing quote; −1 where the string goes on */
  #endOfString(text: string, from: number): number {
    const start = this.#isEscaped ? from + 1 : from;
    this.#isEscaped = false;
    for (let quote = text.indexOf('"', start); quote !== -1; quote = text.indexOf('"', quote + 1)) {
      if (countBackslashes(text, start, quote) % 2 === 1) continue;
      this.#isInString = false;
      return quote + 1;
    }
    this.#isInString = true;
    this.#isEscaped = countBackslashes(text, start, text.length) % 2 === 1;
    return -1;
  }
}

/** Backslashes that stand directly before `end`. */
function countBackslashes(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && text.charCodeAt(at - 1) === BACKSLASH) at--;
  return end - at;
}

function endOfLiteral(text: string, from: number): number {
  const end = /[\s,:"[\]{}]/g;
  end.lastIndex = from;
  return end.exec(text)?.index ?? -1;
}
