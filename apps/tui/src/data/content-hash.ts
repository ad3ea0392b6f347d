import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type DataPaths, findDataFiles } from "@neftune/datasets";

/** Bytes that are read at once. */
const CHUNK = 1 << 20;

/**
 * SHA-256 of the rows that paths stand for, in hexadecimal digits: of one file its bytes, whatever its name, time and place; of
 * several their names as well, which messages about rows have in them.
 * @throws DatasetError, or the system's error, where there is no such file
 */
export async function contentHash(paths: DataPaths): Promise<string> {
  const files = await findDataFiles(paths);
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${files.length > 1 ? file : ""}\n${await fileHash(file)}\n`);
  return hash.digest("hex");
}

async function fileHash(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
