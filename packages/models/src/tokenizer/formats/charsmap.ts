import { Buffer } from "node:buffer";

/**
 * Sentencepiece's compiled normalization: a trie of what is replaced (a double array as Darts-clone lays it out,
 * github.com/s-yata/darts-clone) and the replacements, each ended by a zero.
 *
 * @param base64 the charsmap as tokenizer.json holds it
 * @returns replaces, from left to right, the longest that the trie knows at each place
 * @throws RangeError when the charsmap is cut short
 */
export function compileCharsmap(base64: string): (text: string) => string {
  const blob = Uint8Array.from(Buffer.from(base64, "base64"));
  if (blob.length < 4) throw new RangeError("its charsmap is cut short");
  const trieBytes = new DataView(blob.buffer).getUint32(0, true);
  if (trieBytes % 4 !== 0 || trieBytes > blob.length - 4) throw new RangeError("its charsmap is cut short");
  const units = new Uint32Array(blob.buffer.slice(4, 4 + trieBytes));
  const replacements = blob.subarray(4 + trieBytes);

  /** The longest match at a byte: its length and where its replacement begins. */
  function longest(bytes: Uint8Array, from: number): { length: number; at: number } {
    const found = { length: 0, at: 0 };
    let node = offsetOf(units[0] ?? 0);
    for (let position = from; position < bytes.length; position++) {
      const label = bytes[position]!;
      node = (node ^ label) >>> 0;
      const unit = units[node];
      if (label === 0 || unit === undefined || labelOf(unit) !== label) break;
      node = (node ^ offsetOf(unit)) >>> 0;
      if (hasLeaf(unit)) {
        found.length = position + 1 - from;
        found.at = (units[node] ?? 0) & 0x7fffffff;
      }
    }
    return found;
  }

  function replacementAt(at: number): Uint8Array {
    const end = replacements.indexOf(0, at);
    return replacements.subarray(at, end < 0 ? undefined : end);
  }

  return (text) => {
    const bytes = new TextEncoder().encode(text);
    const result: Uint8Array[] = [];
    for (let position = 0; position < bytes.length; ) {
      const { length, at } = longest(bytes, position);
      const taken = length || characterLength(bytes[position]!);
      result.push(length ? replacementAt(at) : bytes.subarray(position, position + taken));
      position += taken;
    }
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Buffer.concat(result));
  };
}

/** Bytes of a character by its first one. */
function characterLength(byte: number): number {
  if (byte < 0xc0) return 1;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : 4;
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}

/** The top bit is set in leaves, which have no label. */
function labelOf(unit: number): number {
  return (unit & 0x800000ff) >>> 0;
}

function hasLeaf(unit: number): boolean {
  return ((unit >>> 8) & 1) === 1;
}
