/*
 * A prepared data set in a file, all numbers 32-bit and little-endian:
 *
 *   magic (2 numbers), byte order, version, SHA-256 of what it was made of (8)
 *   blocks of examples, each: kind, examples, tokens, span numbers, own labels, fingerprint numbers, CRC-32 of the rest
 *     for each example: row, length, cut, spans, fingerprint's length
 *     then all token ids, the spans, the labels of their own, the fingerprints
 *   at the end one block of JSON: kind, bytes, 0, 0, 0, 0, CRC-32, then the report, filled up to 4 bytes
 *
 * Most labels are the tokens themselves in one or a few stretches, so these are kept as pairs (begin, end). An example whose labels are
 * anything else has −1 spans and all its labels.
 */

/** Raise it when the layout changes, and when the same rows and options give other tokens than before. */
export const CACHE_VERSION = 1;

/** "NEFTUNE1" */
export const MAGIC: readonly number[] = [0x5446454e, 0x31454e55];

/** Reads as another number where bytes are in the other order. */
export const BYTE_ORDER = 0x01020304;

/** Numbers ahead of the first block, and ahead of what a block holds. */
export const HEADER_NUMBERS = 12;
export const BLOCK_HEADER_NUMBERS = 7;

/** Numbers that each example has ahead of the tokens. */
export const EXAMPLE_NUMBERS = 5;

export const BlockKind = { examples: 1, report: 2 } as const;

/** In place of a count of spans: the example has labels of its own. */
export const OWN_LABELS = -1;

/** Bytes of numbers, without a copy. */
export function bytesOf(numbers: Int32Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
