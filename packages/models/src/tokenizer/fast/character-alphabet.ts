import type { Alphabet } from "./alphabet.ts";

export interface CharacterAlphabetOptions {
  /** Whether a character that is no token becomes the tokens of its bytes, `<0x00>` to `<0xFF>`. */
  byteFallback: boolean;
  /** Stands for a character that is no token; null where such characters vanish. */
  unknownId: number | null;
  /** Whether it stands for all of a run of them. */
  fuseUnknown: boolean;
}

const encoder = new TextEncoder();

/** The alphabet of sentencepiece's BPE: each character is a token. Null where only some bytes are tokens. */
export function characterAlphabet(
  ids: ReadonlyMap<string, number>,
  { byteFallback, unknownId, fuseUnknown }: CharacterAlphabetOptions,
): Alphabet | null {
  const bytes = byteFallback ? byteTokens(ids) : null;
  if (byteFallback && bytes === null) return null;
  const units = new Int32Array(0x10000).fill(-1);
  const pairs = new Map<number, number>();
  for (const [token, id] of ids) {
    const point = token.codePointAt(0);
    if (point === undefined || token.length !== String.fromCodePoint(point).length) continue;
    if (token.length === 1) units[point] = id;
    else pairs.set(point, id);
  }
  return {
    write: (text, start, end, output) => {
      let count = 0;
      let isUnknown = false;
      for (let at = start; at < end; at++) {
        const unit = text.charCodeAt(at);
        const isPair = unit >= 0xd800 && unit < 0xe000;
        const point = isPair ? text.codePointAt(at++)! : unit;
        const id = isPair ? (pairs.get(point) ?? -1) : units[unit]!;
        const wasUnknown = isUnknown;
        isUnknown = false;
        if (id >= 0) output[count++] = id;
        else if (bytes !== null)
          for (const byte of encoder.encode(String.fromCodePoint(point))) output[count++] = bytes[byte]!;
        else {
          isUnknown = true;
          if (unknownId !== null && !(wasUnknown && fuseUnknown)) output[count++] = unknownId;
        }
      }
      return count;
    },
    spell: (text) => text,
  };
}

function byteTokens(ids: ReadonlyMap<string, number>): Int32Array | null {
  const tokens = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    const id = ids.get(`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`);
    if (id === undefined) return null;
    tokens[byte] = id;
  }
  return tokens;
}
