import { rename, rm, writeFile } from "node:fs/promises";

/** Writes a file whole or not at all: beside its place, synced, then renamed. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const beside = `${path}.part`;
  try {
    await writeFile(beside, text, { flush: true });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
