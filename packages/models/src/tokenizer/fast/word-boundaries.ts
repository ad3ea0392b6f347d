import { spaceMark } from "./pre-tokenizer.ts";
import type { Scanner } from "./scanner.ts";

const mark = spaceMark.charCodeAt(0);

/**
 * Cuts text where no merge could join what is on either side, so that the pieces give the same tokens as the whole: before
 * a mark of a space, behind a character that no token has before such a mark. Pieces are words then, and known mostly.
 *
 * @param tokens that merges make
 */
export function wordBoundaries(tokens: Iterable<string>): Scanner {
  /** UTF-16 code units that a token has before a mark. */
  const joined = new Uint8Array(0x10000);
  joined[mark] = 1;
  for (const token of tokens)
    for (let at = token.indexOf(spaceMark, 1); at > 0; at = token.indexOf(spaceMark, at + 1))
      joined[token.charCodeAt(at - 1)] = 1;
  return (text, start, end) => {
    for (let at = start + 1; at < end; at++)
      if (text.charCodeAt(at) === mark && !joined[text.charCodeAt(at - 1)]) return at;
    return end;
  };
}
