import { type FileHandle, open } from "node:fs/promises";
import type { Example } from "../example.ts";
import type { PreparedDataset } from "../prepared-dataset.ts";
import { CacheDamage } from "./cache-damage.ts";
import { type BlockHeader, checkBlock, decodeBlockHeader, decodeExamples, decodeReport } from "./decode-block.ts";
import { encodeExamples, encodeReport } from "./encode-block.ts";
import {
  BLOCK_HEADER_NUMBERS,
  BlockKind,
  BYTE_ORDER,
  bytesOf,
  CACHE_VERSION,
  EXAMPLE_NUMBERS,
  HEADER_NUMBERS,
  MAGIC,
} from "./layout.ts";

/** What became of the rows that a file was made of. */
export type CachedReport = Omit<PreparedDataset, "examples" | "path">;

/** Tokens and examples of a block; a longer example has one for itself. */
const BLOCK_TOKENS = 1 << 20;
const BLOCK_EXAMPLES = 1 << 16;

/** Writes examples to a file as they come. */
export class CacheFileWriter {
  private readonly file: FileHandle;
  private waiting: Example[] = [];
  private tokens = 0;

  private constructor(file: FileHandle) {
    this.file = file;
  }

  /** @param key SHA-256 in hexadecimal digits. @param path of a file that is not there yet */
  static async create(path: string, key: string): Promise<CacheFileWriter> {
    const writer = new CacheFileWriter(await open(path, "wx"));
    await writer.file.appendFile(fileHeader(key));
    return writer;
  }

  async add(example: Example): Promise<void> {
    this.waiting.push(example);
    this.tokens += example.inputIds.length;
    if (this.tokens >= BLOCK_TOKENS || this.waiting.length >= BLOCK_EXAMPLES) await this.writeBlock();
  }

  /** Writes the rest, and sees that it is on the disk. */
  async finish(report: CachedReport): Promise<void> {
    if (this.waiting.length > 0) await this.writeBlock();
    await this.file.appendFile(encodeReport(report));
    await this.file.sync();
    await this.file.close();
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private async writeBlock(): Promise<void> {
    const block = encodeExamples(this.waiting);
    this.waiting = [];
    this.tokens = 0;
    await this.file.appendFile(block);
  }
}

/**
 * Sees whether a whole file is as it was written.
 * @returns its report, and the largest id among its tokens and labels
 * @throws CacheDamage; the system's error
 */
export async function checkCacheFile(path: string, key: string): Promise<{ report: CachedReport; largestId: number }> {
  let largestId = -1;
  for await (const { header, body } of readBlocks(path, key)) {
    checkBlock(header, body);
    if (header.kind === BlockKind.report) return { report: decodeReport(header, body) as CachedReport, largestId };
    const [begin, end] = [header.count * EXAMPLE_NUMBERS, header.count * EXAMPLE_NUMBERS + header.tokens];
    for (let at = begin; at < end; at++) if (body[at]! > largestId) largestId = body[at]!;
    const own = end + header.spanNumbers;
    for (let at = own; at < own + header.ownLabels; at++) if (body[at]! > largestId) largestId = body[at]!;
  }
  throw new CacheDamage("it ends too soon");
}

/**
 * The examples of a file that was checked, a block of them in memory at a time.
 * @param fingerprints whether they have those that were written; views into a block keep all of it in memory, so else it is read without
 * @throws CacheDamage; the system's error
 */
export async function* readCacheFile(path: string, key: string, fingerprints: boolean): AsyncGenerator<Example, void> {
  for await (const { header, body } of readBlocks(path, key, fingerprints)) {
    if (header.kind === BlockKind.examples) yield* decodeExamples(header, body);
  }
}

async function* readBlocks(
  path: string,
  key: string,
  fingerprints = true,
): AsyncGenerator<{ header: BlockHeader; body: Int32Array<ArrayBuffer> }, void> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const numbers = Math.floor(size / 4);
    const head = await readNumbers(file, 0, Math.min(HEADER_NUMBERS, numbers));
    if (Buffer.compare(bytesOf(head), fileHeader(key)) !== 0) throw new CacheDamage("it does not begin as it should");
    for (let at = HEADER_NUMBERS; at < numbers; ) {
      const header = decodeBlockHeader(
        await readNumbers(file, at, Math.min(BLOCK_HEADER_NUMBERS, numbers - at)),
        numbers - at - BLOCK_HEADER_NUMBERS,
      );
      at += BLOCK_HEADER_NUMBERS;
      const left = fingerprints ? 0 : header.fingerprintNumbers;
      yield { header, body: await readNumbers(file, at, header.body - left) };
      at += header.body;
    }
  } finally {
    await file.close();
  }
}

async function readNumbers(file: FileHandle, at: number, count: number): Promise<Int32Array<ArrayBuffer>> {
  const numbers = new Int32Array(count);
  const bytes = bytesOf(numbers);
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, at * 4 + done);
    if (bytesRead === 0) throw new CacheDamage("it ends too soon");
    done += bytesRead;
  }
  return numbers;
}

function fileHeader(key: string): Uint8Array<ArrayBuffer> {
  const header = new Int32Array(HEADER_NUMBERS);
  header.set([...MAGIC, BYTE_ORDER, CACHE_VERSION]);
  bytesOf(header).set(Buffer.from(key, "hex").subarray(0, 32), 16);
  return bytesOf(header);
}
