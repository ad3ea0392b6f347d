import { type FileHandle, open, rename, rm } from "node:fs/promises";

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
