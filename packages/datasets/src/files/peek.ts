import { SIGNATURE_BYTES } from "./file-kind.ts";
import type { TextBlock } from "./text-blocks.ts";

/** Characters that are looked at to tell one layout from another: more than the first two rows of nearly every file. */
const HEAD_CHARACTERS = 1_048_576;

/**
 * Reads on until the beginning of a text is known.
 * @returns the beginning, and all of the blocks, which are to be read once
 */
export async function peek(
  blocks: AsyncIterable<TextBlock>,
): Promise<{ head: string; blocks: AsyncIterable<TextBlock> }> {
  const { first, all } = await lookAhead(blocks, ({ text }) => text.length, HEAD_CHARACTERS);
  return { head: first.map(({ text }) => text).join(""), blocks: all };
}

/** The same of bytes. The first chunks are copies. */
export async function peekBytes(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ start: Uint8Array; bytes: AsyncIterable<Uint8Array> }> {
  const { first, all } = await lookAhead(
    bytes,
    ({ length }) => length,
    SIGNATURE_BYTES,
    (chunk) => chunk.slice(),
  );
  return { start: Buffer.concat(first).subarray(0, SIGNATURE_BYTES), bytes: all };
}

/** Takes items until they have a size together. */
async function lookAhead<Item>(
  items: AsyncIterable<Item>,
  sizeOf: (item: Item) => number,
  wanted: number,
  keep: (item: Item) => Item = (item) => item,
): Promise<{ first: readonly Item[]; all: AsyncIterable<Item> }> {
  const iterator = items[Symbol.asyncIterator]();
  const first: Item[] = [];
  for (let size = 0; size < wanted; ) {
    const next = await iterator.next();
    if (next.done) break;
    first.push(keep(next.value));
    size += sizeOf(next.value);
  }
  return { first, all: continued([...first], iterator) };
}

async function* continued<Item>(first: Item[], rest: AsyncIterator<Item>): AsyncGenerator<Item, void> {
  try {
    for (let item = first.shift(); item !== undefined; item = first.shift()) yield item;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
