import { isUtf8 } from "node:buffer";
import { DatasetError } from "../dataset-error.ts";

/** A stretch of a file's text; blocks follow one another without a gap, and none is cut inside a character. */
export interface TextBlock {
  readonly text: string;
  /** Lines of the block, from 0, with bytes that are no UTF-8 and are read as U+FFFD; nearly always none. */
  readonly badLines: readonly number[];
}

/**
 * The text of a file without its byte order mark: UTF-8, or UTF-16 where the mark says so, as some Windows tools write.
 * @param bytes Chunks that may be cut anywhere and are not kept.
 * @throws DatasetError for UTF-16 that is none.
 */
export async function* textBlocks(bytes: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<TextBlock, void> {
  let decoder: Decoder | undefined;
  let carried: Uint8Array = new Uint8Array(0);
  for await (const chunk of bytes) {
    const joined: Uint8Array = carried.length === 0 ? chunk : Buffer.concat([carried, chunk]);
    if (decoder === undefined && joined.length < 3) {
      carried = joined.slice();
      continue;
    }
    decoder ??= decoderFor(joined, path);
    const { block, used } = decoder(joined, false);
    carried = joined.slice(used);
    if (block.text !== "") yield block;
  }
  decoder ??= decoderFor(carried, path);
  const { block } = decoder(carried, true);
  if (block.text !== "") yield block;
}

/** Decodes as many bytes as make whole characters, all of them at the end. The first call finds the mark. */
type Decoder = (bytes: Uint8Array, isEnd: boolean) => { block: TextBlock; used: number };

function decoderFor(bytes: Uint8Array, path: string): Decoder {
  const utf16 = utf16Name(bytes);
  let markBytes = utf16 !== undefined ? 2 : bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const decode = utf16 === undefined ? decodeUtf8 : utf16Decoder(utf16, path);
  return (all, isEnd) => {
    const { block, used } = decode(all.subarray(markBytes), isEnd);
    const result = { block, used: used + markBytes };
    markBytes = 0;
    return result;
  };
}

function utf16Name([first, second]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : undefined;
}

function utf16Decoder(encoding: string, path: string): Decoder {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return (bytes, isEnd) => {
    try {
      const text = decoder.decode(bytes, { stream: !isEnd });
      return { block: { text, badLines: [] }, used: bytes.length };
    } catch (cause) {
      throw new DatasetError(
        `the file is not ${encoding.toUpperCase()} text, as its first bytes say`,
        { path },
        { cause },
      );
    }
  };
}

function decodeUtf8(bytes: Uint8Array, isEnd: boolean): { block: TextBlock; used: number } {
  const used = isEnd ? bytes.length : wholeCharacters(bytes);
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, used);
  return { block: { text: whole.toString("utf8"), badLines: isUtf8(whole) ? [] : linesWithoutUtf8(whole) }, used };
}

/** Bytes up to a character that the end cuts, which is at most three bytes of it. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) break;
    // The first byte of a character says how long it is: 0xc0, 0xe0 and 0xf0 begin one of two, three and four.
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function linesWithoutUtf8(bytes: Buffer): number[] {
  const found: number[] = [];
  for (let start = 0, line = 0; start <= bytes.length; line++) {
    const lineFeed = bytes.indexOf(0x0a, start);
    const end = lineFeed === -1 ? bytes.length : lineFeed;
    if (!isUtf8(bytes.subarray(start, end))) found.push(line);
    start = end + 1;
  }
  return found;
}

/** For layouts in which no line stands for itself. @throws DatasetError for the first line that is no UTF-8. */
export async function* requireText(blocks: AsyncIterable<TextBlock>, path: string): AsyncGenerator<string, void> {
  let line = 1;
  for await (const { text, badLines } of blocks) {
    if (badLines[0] !== undefined) throw notUtf8({ path, line: line + badLines[0] });
    yield text;
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) line++;
  }
}

/** What is said of bytes that are no text. */
export function notUtf8(place: { path: string; line: number; row?: number }): DatasetError {
  return new DatasetError("the file is not UTF-8 text here; save it as UTF-8", place);
}
