import { CheckpointError } from "../../errors/checkpoint-error.ts";
import type { FileReader } from "../file-reader.ts";

/** A list of contents longer than this is taken for a lie; a file of a tensor has about 100 bytes there. */
const maxDirectoryBytes = 1 << 26;

/** A comment is at most as long as its 16 bits of length can say. */
const maxCommentBytes = 0xffff;

const endBytes = 22;
const locatorBytes = 20;
const wideEndBytes = 56;
const localHeaderBytes = 30;

/** A file in the archive. */
export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  /** Where its local header begins, in bytes. */
  readonly header: number;
}

/**
 * The list of contents of a zip archive, 64-bit sizes included, whose files are stored as they are: torch.save compresses
 * nothing, and what is not compressed cannot be a bomb.
 *
 * @throws CheckpointError when the archive is truncated or damaged, or a file in it is compressed or encrypted
 */
export async function readZipEntries(file: FileReader): Promise<Map<string, ZipEntry>> {
  const { begin, size } = await findDirectory(file);
  if (size > maxDirectoryBytes || begin + size > file.size)
    throw damaged(file, "its list of contents is beyond its end");
  const bytes = await file.bytes(begin, size);
  const view = new DataView(bytes.buffer);
  const entries = new Map<string, ZipEntry>();
  for (let at = 0; at < bytes.length; ) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50)
      throw damaged(file, "its list of contents is no such list");
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > bytes.length) throw damaged(file, "its list of contents ends in the middle");
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    const extra = new DataView(bytes.buffer, at + 46 + nameLength, extraLength);
    const [length, stored, header] = widen(
      [20, 24, 42].map((field) => view.getUint32(at + field, true)),
      extra,
    );
    if (view.getUint16(at + 8, true) & 1) throw new CheckpointError(`${file.path}: ${name} is encrypted`);
    if (view.getUint16(at + 10, true) !== 0 || length !== stored)
      throw new CheckpointError(`${file.path}: ${name} is compressed, which torch.save never does`);
    entries.set(name, { name, size: length!, header: header! });
    at = next;
  }
  return entries;
}

/**
 * Where the bytes of a file in the archive begin.
 *
 * @throws CheckpointError when they are not all inside the archive
 */
export async function locateEntry(file: FileReader, { name, size, header }: ZipEntry): Promise<number> {
  const local = new DataView((await file.bytes(header, localHeaderBytes)).buffer);
  if (local.getUint32(0, true) !== 0x04034b50) throw damaged(file, `${name} does not begin where it is said to`);
  const begin = header + localHeaderBytes + local.getUint16(26, true) + local.getUint16(28, true);
  if (begin + size > file.size) throw new CheckpointError(`${file.path} is truncated: ${name} is beyond its end`);
  return begin;
}

/** The record at the end of the archive, and the one with 64-bit places that it may have. */
async function findDirectory(file: FileReader): Promise<{ begin: number; size: number }> {
  const length = Math.min(file.size, endBytes + maxCommentBytes + locatorBytes);
  const start = file.size - length;
  const bytes = await file.bytes(start, length);
  const view = new DataView(bytes.buffer);
  for (let at = length - endBytes; at >= 0; at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    if (at + endBytes + view.getUint16(at + 20, true) !== length) continue;
    const locator = at - locatorBytes;
    if (locator < 0 || view.getUint32(locator, true) !== 0x07064b50)
      return { size: view.getUint32(at + 12, true), begin: view.getUint32(at + 16, true) };
    const wide = new DataView((await file.bytes(uint64(view, locator + 8), wideEndBytes)).buffer);
    if (wide.getUint32(0, true) !== 0x06064b50) throw damaged(file, "it has no record of its end");
    return { size: uint64(wide, 40), begin: uint64(wide, 48) };
  }
  throw new CheckpointError(`${file.path} is truncated: a zip archive ends with a list of its contents`);
}

/** Replaces the fields that 32 bits do not hold by those of the extra field for them. */
function widen(fields: number[], extra: DataView): number[] {
  const widths = wideFields(extra);
  // The extra field has the size before the stored one, and only those that are needed.
  const [stored, size, header] = fields as [number, number, number];
  const wide = [size, stored, header].map((field) => (field === 0xffffffff ? (widths.shift() ?? field) : field));
  return [wide[0]!, wide[1]!, wide[2]!];
}

function wideFields(extra: DataView): number[] {
  for (let at = 0; at + 4 <= extra.byteLength; ) {
    const length = Math.min(extra.getUint16(at + 2, true), extra.byteLength - at - 4);
    if (extra.getUint16(at, true) === 1)
      return Array.from({ length: Math.min(3, Math.floor(length / 8)) }, (_, index) =>
        uint64(extra, at + 4 + 8 * index),
      );
    at += 4 + length;
  }
  return [];
}

/** As a double: places beyond 2^53 are beyond the end of any file. */
function uint64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}

function damaged(file: FileReader, why: string): CheckpointError {
  return new CheckpointError(`${file.path} is a damaged zip archive: ${why}`);
}
