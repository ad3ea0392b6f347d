import { DatasetError } from "../dataset-error.ts";

/**
 * The text of a file, without its byte order mark: UTF-8, or UTF-16 where the mark says so, as some Windows tools write.
 * @throws DatasetError that names the first line that is no UTF-8.
 */
export function decodeText(path: string, bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    const line = encoding === "utf-8" ? firstBadLine(bytes) : undefined;
    throw new DatasetError("the file is not UTF-8 text", { path, line }, { cause });
  }
}

function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const lineFeed = bytes.indexOf(0x0a, start);
    const end = lineFeed === -1 ? bytes.length : lineFeed;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end + 1;
  }
  return line;
}
