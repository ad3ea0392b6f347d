import { statfs } from "node:fs/promises";
import { dirname } from "node:path";

/** Bytes that may still be written where `path` is or will be; null where the system does not tell. */
export async function freeBytes(path: string): Promise<number | null> {
  for (let folder = path; ; folder = dirname(folder)) {
    try {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" || dirname(folder) === folder) return null;
    }
  }
}
