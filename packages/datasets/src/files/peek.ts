import type { TextBlock } from "./text-blocks.ts";

/** Characters that are looked at to tell one layout from another: more than the first two rows of nearly every file. */
const HEAD_CHARACTERS = 1_048_576;

/**
 * Reads on until the beginning of a text is known.
 * @returns the beginning, and all of the blocks, which are to be read once
 */
export async function peek(
  blocks: AsyncGenerator<TextBlock, void>,
): Promise<{ head: string; blocks: AsyncGenerator<TextBlock, void> }> {
  const first: TextBlock[] = [];
  let head = "";
  while (head.length < HEAD_CHARACTERS) {
    const next = await blocks.next();
    if (next.done) break;
    first.push(next.value);
    head += next.value.text;
  }
  return { head, blocks: chain(first, blocks) };
}

async function* chain(first: TextBlock[], rest: AsyncGenerator<TextBlock, void>): AsyncGenerator<TextBlock, void> {
  try {
    for (let block = first.shift(); block !== undefined; block = first.shift()) yield block;
    for await (const block of rest) yield block;
  } finally {
    await rest.return();
  }
}
