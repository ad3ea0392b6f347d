import { pipeline, Readable, type Transform } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { DatasetError } from "../dataset-error.ts";
import { MAX_EXPANSION, MAX_EXPANSION_FROM, MAX_UNPACKED_BYTES } from "./limits.ts";
import { ZstdFrameCutter } from "./zstd-frames.ts";

export type Compression = "gzip" | "zstd";

/** Bytes that come out at a time. */
const chunkSize = 262_144;

/**
 * Unpacks a stream, all members or frames of it one after the other.
 * @throws DatasetError for an archive that is cut off or damaged, and for one that unpacks to more than an honest one would
 */
export async function* decompress(
  bytes: AsyncIterable<Uint8Array>,
  compression: Compression,
  path: string,
): AsyncGenerator<Uint8Array, void> {
  let packed = 0;
  let unpacked = 0;
  async function* counted(): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of bytes) {
      packed += chunk.length;
      // The stream may work on it while the next one is read into the same memory.
      yield chunk.slice();
    }
  }
  const chunks = compression === "gzip" ? through(counted(), createGunzip({ chunkSize })) : unzstd(counted());
  try {
    for await (const chunk of chunks) {
      unpacked += chunk.length;
      requireHonest(packed, unpacked, path);
      yield chunk;
    }
  } catch (cause) {
    throw DatasetError.isInstance(cause) ? cause : new DatasetError(explain(cause, compression), { path }, { cause });
  }
}

async function* through(bytes: AsyncIterable<Uint8Array>, transform: Transform): AsyncGenerator<Uint8Array, void> {
  // An error of the one destroys the other, which the loop below then throws.
  const unpacking = pipeline(Readable.from(bytes), transform, () => {});
  for await (const chunk of unpacking) yield chunk as Uint8Array;
}

/** Each frame by a decoder of its own. */
async function* unzstd(bytes: AsyncGenerator<Uint8Array, void>): AsyncGenerator<Uint8Array, void> {
  const cutter = new ZstdFrameCutter();
  const parts = frameParts(bytes, cutter);
  async function* frame(first: Uint8Array, isEnd: boolean): AsyncGenerator<Uint8Array, void> {
    yield first;
    for (let ended = isEnd; !ended; ) {
      const { value, done } = await parts.next();
      if (done) throw new RangeError("unexpected end of file");
      yield value.bytes;
      ended = value.isEnd;
    }
  }
  for (let part = await parts.next(); !part.done; part = await parts.next()) {
    const { bytes: first, isEnd } = part.value;
    for await (const chunk of through(frame(first, isEnd), createZstdDecompress({ chunkSize }))) yield chunk;
  }
}

async function* frameParts(bytes: AsyncIterable<Uint8Array>, cutter: ZstdFrameCutter) {
  for await (const chunk of bytes) yield* cutter.cut(chunk);
  if (!cutter.isBetweenFrames) throw new RangeError("unexpected end of file");
}

function requireHonest(packed: number, unpacked: number, path: string): void {
  const byHand = "if it is what it should be, unpack it yourself and name the unpacked file";
  if (unpacked > MAX_UNPACKED_BYTES) {
    throw new DatasetError(`the archive unpacks to more than ${MAX_UNPACKED_BYTES / 1e9} GB, the most; ${byHand}`, {
      path,
    });
  }
  if (unpacked > MAX_EXPANSION_FROM && unpacked > packed * MAX_EXPANSION) {
    const sizes = `${Math.round(packed / 1e3)} kB of the archive unpack to ${Math.round(unpacked / 1e6)} MB`;
    throw new DatasetError(`${sizes}, more than ${MAX_EXPANSION} times as much, the most; ${byHand}`, { path });
  }
}

function explain(cause: unknown, compression: Compression): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/unexpected end of file|premature close/i.test(message)) {
    return `the ${compression} archive is cut off: it ends before its content does; fetch or pack it again`;
  }
  return `the ${compression} archive is damaged (${message}); fetch or pack it again`;
}
