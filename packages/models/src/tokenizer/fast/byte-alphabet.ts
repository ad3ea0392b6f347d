import type { Alphabet } from "./alphabet.ts";

/** GPT-2's letters for the bytes: printable ones stand for themselves, the others for code points from 256 on. */
const byteLetters = lettersOfBytes();

const encoder = new TextEncoder();

const NONE = -1;

/** The alphabet of byte-level BPE: each byte is a token. Bytes that the vocabulary lacks, rare ones, vanish. */
export function byteAlphabet(ids: ReadonlyMap<string, number>): Alphabet {
  const tokens = Int32Array.from(byteLetters, (letter) => ids.get(letter) ?? NONE);
  const isComplete = !tokens.includes(NONE);
  return {
    write: (text, start, end, output) => {
      let count = 0;
      for (let at = start; at < end; at++) {
        const unit = text.charCodeAt(at);
        if (unit < 0x80) {
          output[count++] = tokens[unit]!;
          continue;
        }
        if (unit < 0x800) output[count++] = tokens[0xc0 | (unit >> 6)]!;
        else {
          const isPair = unit >= 0xd800 && unit < 0xe000;
          const point = isPair ? text.codePointAt(at++)! : unit;
          if (isPair) output[count++] = tokens[0xf0 | (point >> 18)]!;
          output[count++] = tokens[isPair ? 0x80 | ((point >> 12) & 0x3f) : 0xe0 | (point >> 12)]!;
          output[count++] = tokens[0x80 | ((point >> 6) & 0x3f)]!;
        }
        // The lowest bits of a pair are those of its second half.
        output[count++] = tokens[0x80 | (text.charCodeAt(at) & 0x3f)]!;
      }
      return isComplete ? count : withoutNone(output, count);
    },
    spell: (text) => Array.from(encoder.encode(text), (byte) => byteLetters[byte]).join(""),
  };
}

/** Whether each byte is a token. */
export function hasAllBytes(ids: ReadonlyMap<string, number>): boolean {
  return byteLetters.every((letter) => ids.has(letter));
}

/** Moves the tokens together and says how many they are. */
function withoutNone(tokens: Int32Array, count: number): number {
  let kept = 0;
  for (let at = 0; at < count; at++) if (tokens[at] !== NONE) tokens[kept++] = tokens[at]!;
  return kept;
}

function lettersOfBytes(): string[] {
  let next = 256;
  const isPrintable = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : next++));
}
