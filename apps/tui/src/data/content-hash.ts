import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Files that are more than this in one folder are not what a data set is. */
const MOST_FILES = 100_000;

/**
 * SHA-256 of a file's bytes, or of the names and bytes of all files below a folder, in hexadecimal digits; null where there is
 * neither. Its time and place do not matter.
 */
export async function contentHash(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  const hash = createHash("sha256");
  if (found.isFile()) await addFile(hash, path);
  else if (!found.isDirectory() || !(await addFolder(hash, path))) return null;
  return hash.digest("hex");
}

async function addFile(hash: Hash, path: string): Promise<void> {
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
}

async function addFolder(hash: Hash, folder: string): Promise<boolean> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  if (entries.length > MOST_FILES) return false;
  const paths = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of paths.sort()) {
    const inside = path.slice(folder.length);
    const own = createHash("sha256");
    await addFile(own, path);
    hash.update(`${inside.length} ${inside} ${own.digest("hex")}\n`);
  }
  return true;
}
