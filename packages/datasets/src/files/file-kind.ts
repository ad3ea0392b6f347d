import { DatasetError } from "../dataset-error.ts";

/** What a file is by its first bytes. */
export type FileKind = "text" | "gzip" | "zstd" | "parquet";

/** Bytes that are looked at. */
export const SIGNATURE_BYTES = 512;

/** Kinds that are refused, by how they begin, and what would be right. */
const refused: readonly (readonly [bytes: string, at: number, what: string])[] = [
  ["PK\x03\x04", 0, "a zip archive, as .xlsx and .npz are too; unpack it, or save its table as CSV"],
  ["PK\x05\x06", 0, "a zip archive with nothing in it"],
  ["7z\xbc\xaf\x27\x1c", 0, "a 7z archive; unpack it"],
  ["Rar!", 0, "a RAR archive; unpack it"],
  ["BZh", 0, "compressed with bzip2; unpack it, or pack it with gzip or zstd"],
  ["\xfd7zXZ", 0, "compressed with xz; unpack it, or pack it with gzip or zstd"],
  ["\x04\x22\x4d\x18", 0, "compressed with lz4; unpack it, or pack it with gzip or zstd"],
  ["ustar", 257, "a tar archive; unpack it and name the folder"],
  ["ARROW1", 0, "an Arrow file; save the data set as Parquet or JSONL, with datasets' to_parquet or to_json"],
  [
    "\xff\xff\xff\xff",
    0,
    "an Arrow stream; save the data set as Parquet or JSONL, with datasets' to_parquet or to_json",
  ],
  ["%PDF", 0, "a PDF; its text has to be taken out of it first"],
  ["\xd0\xcf\x11\xe0", 0, "an old Office document; save its table as CSV"],
  ["SQLite format 3\0", 0, "an SQLite database; write its table to CSV or JSONL"],
  ["\x89HDF", 0, "an HDF5 file; write its table to Parquet, CSV or JSONL"],
  ["\x93NUMPY", 0, "a NumPy array; write it to Parquet or JSONL"],
  ["\x80\x04\x95", 0, "a Python pickle, which is a program and is not read; save it as Parquet or JSONL"],
  ["PARE", 0, "an encrypted Parquet file; decrypt it"],
  ["version https://git-lfs", 0, "a pointer of Git LFS and not the file itself; git lfs pull fetches that"],
  ["<!DOCTYPE html", 0, "a web page, perhaps that around the file and not the file itself"],
  ["<html", 0, "a web page, perhaps that around the file and not the file itself"],
];

/** @throws DatasetError for a file that holds no rows in any way that is read */
export function fileKind(start: Uint8Array, path: string): FileKind {
  const bytes = Buffer.from(start.buffer, start.byteOffset, Math.min(start.length, SIGNATURE_BYTES)).toString("latin1");
  if (bytes.startsWith("\x1f\x8b")) return "gzip";
  if (bytes.startsWith("\x28\xb5\x2f\xfd") || isSkippableFrame(bytes)) return "zstd";
  if (bytes.startsWith("PAR1")) return "parquet";
  for (const [signature, at, what] of refused) {
    if (bytes.startsWith(signature, at)) throw new DatasetError(`the file is ${what}`, { path });
  }
  if (isBinary(start.subarray(0, SIGNATURE_BYTES), bytes)) {
    throw new DatasetError("the file is binary, or UTF-16 without a byte order mark; wanted UTF-8 text or Parquet", {
      path,
    });
  }
  return "text";
}

/** Text may hold a NUL here and there; with many, or with bytes that are no UTF-8 as well, it is something else. */
function isBinary(start: Uint8Array, bytes: string): boolean {
  const isUtf16 = bytes.startsWith("\xff\xfe") || bytes.startsWith("\xfe\xff");
  const nuls = bytes.split("\0").length - 1;
  if (nuls === 0 || isUtf16) return false;
  if (nuls * 8 > bytes.length) return true;
  try {
    // As of a stream, since the end may cut a character.
    new TextDecoder("utf-8", { fatal: true }).decode(start, { stream: true });
    return false;
  } catch {
    return true;
  }
}

/** A frame of zstd's that holds no data, which a file of several may begin with. */
function isSkippableFrame(bytes: string): boolean {
  return (bytes.charCodeAt(0) & 0xf0) === 0x50 && bytes.startsWith("\x2a\x4d\x18", 1);
}
