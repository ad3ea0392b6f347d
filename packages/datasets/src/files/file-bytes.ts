import { type FileHandle, open } from "node:fs/promises";
import { DatasetError } from "../dataset-error.ts";

/** Bytes read at a time: large enough to cost little a byte, small beside what a row may take. */
const CHUNK_BYTES = 524_288;

/**
 * Opens a file of rows.
 * @throws DatasetError for a missing file, a folder, something that is no regular file, an empty one, or one that may not be read.
 */
export async function openFile(path: string): Promise<FileHandle> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path);
    const status = await handle.stat();
    if (status.isDirectory()) throw new DatasetError("this is a folder; name a file in it", { path });
    if (!status.isFile()) throw new DatasetError("this is no regular file, and rows are read more than once", { path });
    if (status.size === 0) throw new DatasetError("the file is empty", { path });
    return handle;
  } catch (cause) {
    await handle?.close();
    throw readingError(cause, path);
  }
}

/** The bytes of an open file from its start. A chunk is overwritten by the next. */
export async function* fileBytes(handle: FileHandle, path: string): AsyncGenerator<Uint8Array, void> {
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, at).catch((cause: unknown) => {
      throw readingError(cause, path);
    });
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

/** What a failure to read a file is, in words. */
export function readingError(cause: unknown, path: string): DatasetError {
  return DatasetError.isInstance(cause) ? cause : new DatasetError(explain(cause), { path }, { cause });
}

function explain(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return "there is no such file";
  if (code === "EISDIR") return "this is a folder; name a file in it";
  if (code === "EACCES" || code === "EPERM") return "the file may not be read; check its permissions";
  return `the file cannot be read (${code ?? String(cause)})`;
}
