import { crc32 } from "node:zlib";
import type { Example } from "../example.ts";
import { IGNORE_INDEX } from "../labels.ts";
import { CacheDamage } from "./cache-damage.ts";
import { BLOCK_HEADER_NUMBERS, BlockKind, bytesOf, EXAMPLE_NUMBERS, OWN_LABELS } from "./layout.ts";

/** What a block's header says. */
export interface BlockHeader {
  kind: (typeof BlockKind)[keyof typeof BlockKind];
  /** Examples, or bytes of JSON. */
  count: number;
  tokens: number;
  spanNumbers: number;
  ownLabels: number;
  fingerprintNumbers: number;
  checksum: number;
  /** Numbers that follow. */
  body: number;
}

/** @param room numbers that the file still holds: nothing larger is believed. @throws CacheDamage */
export function decodeBlockHeader(header: Int32Array, room: number): BlockHeader {
  const [kind, count = 0, tokens = 0, spanNumbers = 0, ownLabels = 0, fingerprintNumbers = 0, checksum = 0] = header;
  if (header.length < BLOCK_HEADER_NUMBERS) throw new CacheDamage("it ends too soon");
  if (kind !== BlockKind.examples && kind !== BlockKind.report)
    throw new CacheDamage("it has a block of no known kind");
  const parts = [tokens, spanNumbers, ownLabels, fingerprintNumbers];
  const body =
    kind === BlockKind.report ? Math.ceil(count / 4) : parts.reduce((sum, part) => sum + part, count * EXAMPLE_NUMBERS);
  if (count < 0 || parts.some((part) => part < 0)) throw new CacheDamage("it has a block of no size");
  if (body > room) throw new CacheDamage("it ends too soon");
  if (kind === BlockKind.report && parts.some((part) => part > 0)) throw new CacheDamage("its report has tokens");
  return { kind, count, tokens, spanNumbers, ownLabels, fingerprintNumbers, checksum, body };
}

/** @throws CacheDamage where the bytes are not those that were written */
export function checkBlock({ checksum }: BlockHeader, body: Int32Array<ArrayBuffer>): void {
  if (crc32(bytesOf(body)) !== checksum >>> 0) throw new CacheDamage("its checksum is wrong");
}

/**
 * The examples of a block, as views into it: nothing but their labels is copied.
 * @param body with the fingerprints at its end, or without them
 * @throws CacheDamage
 */
export function decodeExamples(header: BlockHeader, body: Int32Array): Example[] {
  const { count, tokens, spanNumbers, ownLabels, fingerprintNumbers } = header;
  const ends = [count * EXAMPLE_NUMBERS];
  for (const length of [tokens, spanNumbers, ownLabels, fingerprintNumbers]) ends.push(ends.at(-1)! + length);
  const part = (index: number) => body.subarray(ends[index], ends[index + 1]);
  const [ids, spans, own, prints] = [part(0), part(1), part(2), part(3)];
  const labels = new Int32Array(tokens).fill(IGNORE_INDEX);
  const examples: Example[] = [];
  let [token, span, label, print] = [0, 0, 0, 0];
  for (let index = 0; index < count; index++) {
    const [row = 0, length = 0, cut = 0, spanCount = 0, printLength = 0] = body.subarray(
      index * EXAMPLE_NUMBERS,
      (index + 1) * EXAMPLE_NUMBERS,
    );
    if (row < 0 || length < 0 || cut < 0 || spanCount < OWN_LABELS || printLength < 0) throw wrong();
    if (token + length > tokens || print + printLength > fingerprintNumbers) throw wrong();
    const inputIds = ids.subarray(token, token + length);
    const ofThis = labels.subarray(token, token + length);
    if (spanCount === OWN_LABELS) {
      if (label + length > ownLabels) throw wrong();
      ofThis.set(own.subarray(label, label + length));
      label += length;
    }
    for (let pair = 0; pair < spanCount; pair++, span += 2) {
      const [begin = -1, end = -1] = [spans[span], spans[span + 1]];
      if (begin < 0 || end > length || begin >= end || span + 2 > spanNumbers) throw wrong();
      ofThis.set(inputIds.subarray(begin, end), begin);
    }
    const hasPrint = printLength > 0 && prints.length > 0;
    examples.push({
      row,
      inputIds,
      labels: ofThis,
      ...(cut > 0 ? { cut } : {}),
      ...(hasPrint ? { fingerprint: new Uint32Array(prints.buffer, prints.byteOffset + print * 4, printLength) } : {}),
    });
    token += length;
    print += printLength;
  }
  if (token !== tokens || span !== spanNumbers || label !== ownLabels || print !== fingerprintNumbers) throw wrong();
  return examples;
}

/** The JSON of the last block. @throws CacheDamage */
export function decodeReport({ count }: BlockHeader, body: Int32Array<ArrayBuffer>): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytesOf(body).subarray(0, count)));
  } catch (cause) {
    throw new CacheDamage("its report is no JSON", { cause });
  }
}

function wrong(): CacheDamage {
  return new CacheDamage("the lengths in it do not fit together");
}
