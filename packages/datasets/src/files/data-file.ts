import { readFile, stat } from "node:fs/promises";
import { DatasetError } from "../dataset-error.ts";
import type { Row } from "../row.ts";
import { decodeText } from "./text.ts";

/** Below V8's longest string, 2^29 − 24 characters, which a file's text must fit in. */
export const MAX_FILE_BYTES = 500_000_000;

/** A file in memory, for the readers to recognise by its content and its name. */
export interface DataFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Decoded once. @throws DatasetError where the bytes are no text. */
  text(): string;
}

/** One layout that rows are stored in. One file each, listed in read-rows.ts. */
export interface FileReader {
  recognize(file: DataFile): boolean;
  /** @throws DatasetError that names the file and the place in it. */
  read(file: DataFile): Row[];
}

/** @throws DatasetError for a missing file, a folder, an empty or too large file, or one that may not be read. */
export async function openDataFile(path: string): Promise<DataFile> {
  const bytes = await readBytes(path);
  if (bytes.length > MAX_FILE_BYTES) throw new DatasetError(tooLarge(bytes.length), { path });
  if (bytes.length === 0) throw new DatasetError("the file is empty", { path });
  return dataFile(path, bytes);
}

export function dataFile(path: string, bytes: Uint8Array): DataFile {
  let text: string | undefined;
  return {
    path,
    bytes,
    text: () => {
      text ??= decodeText(path, bytes);
      return text;
    },
  };
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const status = await stat(path);
    if (status.isDirectory()) throw new DatasetError("this is a folder; name a file in it", { path });
    if (status.size > MAX_FILE_BYTES) throw new DatasetError(tooLarge(status.size), { path });
    return await readFile(path);
  } catch (cause) {
    if (DatasetError.isInstance(cause)) throw cause;
    throw new DatasetError(explain(cause), { path }, { cause });
  }
}

function tooLarge(bytes: number): string {
  return `the file has ${Math.ceil(bytes / 1e6)} MB, the most is ${MAX_FILE_BYTES / 1e6}; split it`;
}

function explain(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return "there is no such file";
  if (code === "EACCES" || code === "EPERM") return "the file may not be read; check its permissions";
  return `the file cannot be read (${code ?? String(cause)})`;
}
