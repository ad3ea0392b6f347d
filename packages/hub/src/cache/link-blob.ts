import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, link, mkdir, rename, rm, stat, symlink } from "node:fs/promises";
import { dirname, relative } from "node:path";

/** Whether there is a file of this size, behind a link or not. */
export async function isFileOfSize(path: string, size: number): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true && found.size === size;
}

/**
 * Gives a blob its name in a snapshot: a relative symbolic link, so that the cache can be moved; where the system has none, a
 * hard link, and else a copy.
 */
export async function linkBlob(blob: string, path: string, { symlinks }: { symlinks: boolean }): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  // Made beside and renamed, so that what was there before, perhaps a link to nothing, is replaced at once.
  const beside = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    const linked = symlinks && (await succeeds(symlink(relative(dirname(path), blob), beside)));
    if (!linked && !(await succeeds(link(blob, beside)))) await copyFile(blob, beside, constants.COPYFILE_FICLONE);
    await rename(beside, path);
  } finally {
    await rm(beside, { force: true });
  }
}

async function succeeds(attempt: Promise<void>): Promise<boolean> {
  try {
    await attempt;
    return true;
  } catch (error) {
    // No space is no matter of links.
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") throw error;
    return false;
  }
}
