import { type FileHandle, open, readFile, rename, rm } from "node:fs/promises";
import { resolve } from "node:path";

/** Writes a file whole or not at all: beside its place, synced, then renamed. */
export async function writeFileWhole(path: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  const beside = `${path}.${process.pid}.part`;
  try {
    const handle = await open(beside, "w");
    try {
      await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/**
 * Copies a file whole or not at all. Nothing happens where there is none, where its folder is a file (a model that is one .gguf
 * file has none beside it), or where both places are one.
 */
export async function copyFileWhole(from: string, to: string): Promise<void> {
  if (resolve(from) === resolve(to)) return;
  const bytes = await readFile(from).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
    throw error;
  });
  if (bytes) await writeFileWhole(to, (handle) => writeFully(handle, bytes));
}

/** Writes all bytes at the file's position: a single write may take fewer than it is given. */
export async function writeFully(handle: Pick<FileHandle, "write">, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    // Node writes at most 2 GiB at once.
    const { bytesWritten } = await handle.write(bytes, done, Math.min(bytes.length - done, 1 << 30));
    done += bytesWritten;
  }
}
