import { readFile, stat } from "node:fs/promises";
import { CheckpointError } from "../errors/checkpoint-error.ts";

/** The largest tokenizer file that is read, in bytes: eight times that of the largest public vocabulary. */
export const maxTokenizerBytes = 1 << 28;

/**
 * The bytes of one of a tokenizer's files, or null where there is none.
 *
 * @throws CheckpointError when it is larger than `maxTokenizerBytes`, or there and cannot be read
 */
export async function readBytes(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const { size } = await stat(path);
    if (size > maxTokenizerBytes)
      throw new CheckpointError(`${path} has ${size} bytes, and a tokenizer's file has at most ${maxTokenizerBytes}`);
    return await readFile(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // The folder may be a .gguf file, which has its tokenizer inside.
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    if (CheckpointError.isInstance(cause)) throw cause;
    throw new CheckpointError(`${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** The same as text. */
export async function readText(path: string): Promise<string | null> {
  const bytes = await readBytes(path);
  return bytes && new TextDecoder().decode(bytes);
}

/**
 * The same as a JSON object.
 *
 * @throws CheckpointError also when it is no JSON object
 */
export async function readObject(path: string): Promise<Record<string, unknown> | null> {
  const text = await readText(path);
  if (text === null) return null;
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json !== "object" || json === null || Array.isArray(json)) throw new Error("it is not an object");
    return json as Record<string, unknown>;
  } catch (cause) {
    throw new CheckpointError(`${path} is not valid JSON: ${(cause as Error).message}`, { cause });
  }
}
